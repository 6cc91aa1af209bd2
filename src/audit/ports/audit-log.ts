import type { Instant } from '../../base/units.js';
import type { AuditEvent, AuditKind, Facts } from '../domain/audit.js';
import type { AuditStore } from './audit-store.js';

/** The audit log, as the parts of a terminal write it: `append` where the outcome matters, `note` where nothing may wait. */
export interface AuditLog extends AuditStore {
  /**
   * Stores an event behind the caller’s back: in order, again after a failure. Never throws, never waits.
   * @param at when it happened; default: now
   */
  note(kind: AuditKind, facts: Facts, at?: Instant): void;
  /** The same for an event that has its id, and may be stored already. */
  add(event: AuditEvent): void;
}
