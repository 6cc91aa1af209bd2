import type { Instant } from '../../base/units.js';
import type { AuditEvent, AuditKind, Facts } from '../domain/audit.js';
import type { AuditStore } from './audit-store.js';

/** The audit log for writing: `append` if the outcome matters, `note` if nothing may wait. */
export interface AuditLog extends AuditStore {
  /**
   * Stores an event in the background: in order, with retries. Never throws, never waits.
   * @param at when it happened; default: now
   */
  note(kind: AuditKind, facts: Facts, at?: Instant): void;
  /** The same for an event with its own id, which may already be stored. */
  add(event: AuditEvent): void;
}
