import type { KeyObject } from 'node:crypto';
import type { AuditEvent } from '../../audit/domain/audit.js';
import type { DeliveredKeys } from '../../protocol/domain/group-keys.js';

/** The terminal's own secrets for the uplink. Durable, and encrypted at rest. */
export interface KeyVault {
  /** The terminal's private decryption key (P-256); created if there is none. */
  sealKey(): Promise<KeyObject>;
  delivered(): Promise<DeliveredKeys>;
  /** Stored together with its audit event. */
  putDelivered(keys: DeliveredKeys, event: AuditEvent): Promise<void>;
}
