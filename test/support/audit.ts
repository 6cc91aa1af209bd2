import type { AuditStore } from '../../src/audit/ports/audit-store.js';
import { StoredAuditLog } from '../../src/audit/stored-audit-log.js';
import type { Clock } from '../../src/base/clock.js';
import { type Log, silentLog } from '../../src/base/log.js';

/** The real audit log over a store that is open from the beginning. */
export function auditOver(audit: AuditStore, clock: Clock, log: Log = silentLog): StoredAuditLog {
  const open = { audit, close: async () => undefined };
  const storage = { get: async () => open, current: () => open, fault: () => undefined };
  return new StoredAuditLog({ storage, onStored: () => undefined, clock, log });
}
