import type { KeyObject } from 'node:crypto';
import type { AuditEvent } from '../../audit/domain/audit.js';
import type { DeliveredKeys } from '../../protocol/domain/group-keys.js';

/** The terminal's own secrets of the uplink. Durable, and sealed at rest. */
export interface KeyVault {
  /** The private key (P-256) with which the terminal opens what was sealed for it alone; made when there is none. */
  sealKey(): Promise<KeyObject>;
  delivered(): Promise<DeliveredKeys>;
  /** Together with the audit event that tells it. */
  putDelivered(keys: DeliveredKeys, event: AuditEvent): Promise<void>;
}
