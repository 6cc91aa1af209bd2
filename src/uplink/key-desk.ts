import { auditEvent } from '../audit/ports/audit-event.js';
import type { Clock } from '../base/clock.js';
import { CommandRejected, describe } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { GroupGalleries } from '../gallery/ports/group-galleries.js';
import { deliver, type GroupKeyDelivery } from '../protocol/domain/group-keys.js';
import type { CommandDesk } from './command-desk.js';
import type { KeyVault } from './ports/key-vault.js';

interface Dependencies {
  readonly vault: Pick<KeyVault, 'delivered' | 'putDelivered'>;
  readonly galleries: Pick<GroupGalleries, 'adopt'>;
  /** Opens what was sealed for this terminal. @throws CommandRejected (rejects) `envelope.*` */
  readonly open: (sealed: string) => Promise<Uint8Array>;
  readonly desk: Pick<CommandDesk, 'refuse'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when keys have changed. */
  readonly onChange: () => void;
}

const keyBytes = 32;

/** Accepts new group keys, one delivery after the other. */
export class KeyDesk {
  readonly #deps: Dependencies;
  #turn: Promise<void> = Promise.resolve();

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  receive(delivery: GroupKeyDelivery): void {
    const { desk, log } = this.#deps;
    this.#turn = this.#turn
      .then(() => this.#adopt(delivery))
      .catch((fault: unknown) => {
        if (fault instanceof CommandRejected) desk.refuse({ kind: 'groupKeys', fault, replyTo: {} });
        else log.error({ fault: describe(fault), version: delivery.version }, 'cannot store new group keys');
      });
  }

  async #adopt({ version, keys }: GroupKeyDelivery): Promise<void> {
    const { vault, galleries, open, clock, log, onChange } = this.#deps;
    const present = await vault.delivered();
    // The broker repeats the current delivery on every connection.
    if (version === present.version) return;
    const opened = new Map<string, Uint8Array>();
    for (const { group, sealed } of keys) {
      const key = await open(sealed);
      if (key.length !== keyBytes) throw wrongLength(group, key.length);
      opened.set(group, key);
    }
    const facts = { version, groups: [...opened.keys()].join(' ') };
    await vault.putDelivered(deliver(present, version, opened), auditEvent(clock, 'keys.delivered', facts));
    for (const [group, key] of opened) await galleries.adopt(group, key);
    log.info(facts, 'group keys were delivered');
    onChange();
  }
}

function wrongLength(group: string, bytes: number): CommandRejected {
  return new CommandRejected('key.length', `the key of @${group} has ${bytes} bytes instead of ${keyBytes}`, {
    remedy: `Deliver a key of ${keyBytes} random bytes.`,
  });
}
