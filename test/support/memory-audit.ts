import type { AuditEvent, AuditKind, Facts } from '../../src/audit/domain/audit.js';
import { auditEvent } from '../../src/audit/ports/audit-event.js';
import type { AuditLog } from '../../src/audit/ports/audit-log.js';
import type { Clock } from '../../src/base/clock.js';
import { TestDisk } from './test-disk.js';

/** An audit log that can be read back. What is noted is there at once; `append` waits for the disk. */
export class MemoryAudit implements AuditLog {
  readonly disk = new TestDisk();
  readonly events: AuditEvent[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  append(events: readonly AuditEvent[]): Promise<number> {
    return this.disk.use(() => {
      this.events.push(...events);
      return this.events.length;
    });
  }

  note(kind: AuditKind, facts: Facts, at = this.#clock.monotonic()): void {
    this.add({ ...auditEvent(this.#clock, kind, facts), at });
  }

  add(event: AuditEvent): void {
    if (!this.events.some(({ id }) => id === event.id)) this.events.push(event);
  }

  /** The facts of all events of this kind. */
  of(kind: AuditKind): readonly Facts[] {
    return this.events.filter((event) => event.kind === kind).map(({ facts }) => facts);
  }
}
