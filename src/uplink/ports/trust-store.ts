import type { AuditEvent } from '../../audit/domain/audit.js';
import type { KeyRing } from '../../protocol/domain/key-ring.js';

/** The keys that this terminal obeys, and the number of its latest connection. Durable. */
export interface TrustStore {
  /** Undefined before the first ring. */
  keyRing(): Promise<KeyRing | undefined>;
  /** Together with the audit event that tells it. */
  putKeyRing(ring: KeyRing, event: AuditEvent): Promise<void>;
  /** A number higher than all that were given before. */
  nextSession(): Promise<number>;
}
