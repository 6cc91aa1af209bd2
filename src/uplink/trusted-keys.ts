import { auditEvent } from '../audit/ports/audit-event.js';
import type { Clock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import { emptyRing, type KeyRing, succeed } from '../protocol/domain/key-ring.js';
import type { TrustStore } from './ports/trust-store.js';

interface Dependencies {
  readonly trust: TrustStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** The key ring by which this terminal believes its site. */
export class TrustedKeys {
  readonly #deps: Dependencies;
  #ring: KeyRing = emptyRing;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** @throws StoreError (rejects) when the key ring cannot be read: without it nobody could be believed */
  async load(): Promise<void> {
    this.#ring = (await this.#deps.trust.keyRing()) ?? emptyRing;
  }

  ring(): KeyRing {
    return this.#ring;
  }

  /**
   * Goes by the next ring from now on: a revocation must not wait for the disk. @returns when it is kept
   * @throws CommandRejected `keys.*` where it does not follow the present one
   */
  adopt(next: KeyRing): Promise<void> {
    const { trust, clock, log } = this.#deps;
    const ring = succeed(this.#ring, next);
    const revoked = ring.keys.filter((key) => key.revoked).length;
    const facts = { version: ring.version, keys: ring.keys.length, revoked };
    this.#ring = ring;
    log.info(facts, 'the key ring changed');
    return trust.putKeyRing(ring, auditEvent(clock, 'keys.changed', facts));
  }
}
