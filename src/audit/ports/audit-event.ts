import { randomUUID } from 'node:crypto';
import type { Clock } from '../../base/clock.js';
import type { AuditEvent, AuditKind, Facts } from '../domain/audit.js';

/** Creates an event with the current time and a new id. */
export function auditEvent(clock: Clock, kind: AuditKind, facts: Facts): AuditEvent {
  return {
    id: randomUUID(),
    kind,
    at: clock.monotonic(),
    wall: clock.wall(),
    wallTrusted: clock.wallTrusted(),
    facts,
  };
}
