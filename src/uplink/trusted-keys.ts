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

/** The key ring with which this terminal verifies its site. */
export class TrustedKeys {
  readonly #deps: Dependencies;
  #ring: KeyRing = emptyRing;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** @throws StoreError (rejects) if the key ring cannot be read: without it, no message can be trusted */
  async load(): Promise<void> {
    this.#ring = (await this.#deps.trust.keyRing()) ?? emptyRing;
  }

  ring(): KeyRing {
    return this.#ring;
  }

  /**
   * Uses the next ring at once: a revocation must not wait for the disk. @returns A promise for when it is stored. @throws CommandRejected
   * `keys.*` if it is not newer than the present one
   */
  adopt(next: KeyRing): Promise<void> {
    const { trust, clock, log } = this.#deps;
    const ring = succeed(this.#ring, next);
    const revoked = ring.keys.filter((key) => key.revoked).length;
    const facts = { version: ring.version, keys: ring.keys.length, revoked };
    this.#ring = ring;
    log.info(facts, 'key ring changed');
    return trust.putKeyRing(ring, auditEvent(clock, 'keys.changed', facts));
  }
}
