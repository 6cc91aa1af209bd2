import type { AuditEvent } from '../../audit/domain/audit.js';
import type { KeyRing } from '../../protocol/domain/key-ring.js';

/** The keys that this terminal trusts, and the number of its latest connection. Durable. */
export interface TrustStore {
  /** Undefined before the first ring. */
  keyRing(): Promise<KeyRing | undefined>;
  /** Stored together with its audit event. */
  putKeyRing(ring: KeyRing, event: AuditEvent): Promise<void>;
  /** A number higher than all earlier ones. */
  nextSession(): Promise<number>;
}
