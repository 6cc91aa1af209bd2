import type { AuditEvent } from '../../src/audit/domain/audit.js';
import { timestamp } from '../../src/base/units.js';
import type { CommandLedger, LedgerEntry, Remembered } from '../../src/uplink/ports/command-ledger.js';
import { TestDisk } from './test-disk.js';

/** Remembers commands for as long as it lives, as a terminal does over a restart. */
export class MemoryLedger implements CommandLedger {
  /** Written together with the commands. */
  readonly events: AuditEvent[] = [];
  readonly answers = new Map<string, string>();
  readonly disk: TestDisk;
  readonly #entries: LedgerEntry[] = [];

  constructor(disk = new TestDisk()) {
    this.disk = disk;
  }

  recall(id: string): Promise<Remembered | undefined> {
    return this.disk.use(() => {
      const entry = this.#entries.find((one) => one.id === id);
      const answer = this.answers.get(id);
      return entry && { digest: entry.digest, ...(answer === undefined ? {} : { answer }) };
    });
  }

  highest(key: string) {
    return this.disk.use(() => ({
      counter: Math.max(0, ...this.#entries.filter((one) => one.key === key).map(({ counter }) => counter)),
      issued: timestamp(Math.max(0, ...this.#entries.map(({ issued }) => issued))),
    }));
  }

  begin(entry: LedgerEntry, event: AuditEvent): Promise<void> {
    return this.disk.use(() => {
      this.#entries.push(entry);
      this.events.push(event);
    });
  }

  finish(id: string, answer: string): Promise<void> {
    return this.disk.use(() => void this.answers.set(id, answer));
  }
}
