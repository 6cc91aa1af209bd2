import type { AuditKind, AuditRecord } from '../../src/audit/domain/audit.js';
import type { Clock } from '../../src/base/clock.js';
import type { SequenceRange } from '../../src/protocol/domain/sequence-ranges.js';
import type { Outbox } from '../../src/uplink/ports/outbox.js';
import { TestDisk } from './test-disk.js';

/** An outbox that a test fills. */
export class MemoryOutbox implements Outbox {
  readonly disk = new TestDisk();
  epochNow = 'epoch-1';
  records: AuditRecord[] = [];
  readonly #clock: Clock;
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** So many events of now. */
  add(count = 1, kind: AuditKind = 'door.opened', bootId = 'boot'): void {
    for (let i = 0; i < count; i++) {
      const sequence = ++this.#last;
      const [at, wall] = [this.#clock.monotonic(), this.#clock.wall()];
      const place = { sequence, id: `event-${sequence}`, bootId, hash: '' };
      this.records.push({ ...place, kind, at, wall, wallTrusted: true, facts: {} });
    }
  }

  get sequences(): readonly number[] {
    return this.records.map(({ sequence }) => sequence);
  }

  epoch(): Promise<string> {
    return this.disk.use(() => this.epochNow);
  }

  after(sequence: number, count: number): Promise<readonly AuditRecord[]> {
    return this.disk.use(() => this.records.filter((record) => record.sequence > sequence).slice(0, count));
  }

  acknowledge(ranges: readonly SequenceRange[]): Promise<void> {
    const stored = (n: number) => ranges.some(([first, last]) => n >= first && n <= last);
    return this.disk.use(() => {
      this.records = this.records.filter(({ sequence }) => !stored(sequence));
    });
  }

  trim(quota: number): Promise<number> {
    return this.disk.use(() => this.records.splice(0, Math.max(0, this.records.length - quota)).length);
  }
}
