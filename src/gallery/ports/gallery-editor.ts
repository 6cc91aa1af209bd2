import type { AuditEvent } from '../../audit/domain/audit.js';
import type { Timestamp } from '../../base/units.js';
import type { Embedding } from '../../vision/domain/embedding.js';
import type { Person } from '../domain/gallery.js';

/** Changes the local gallery beside the event loop: the disk must not hold up the door. @throws StoreError (rejects) */
export interface GalleryEditor {
  put(person: Person, templates: readonly Embedding[], event: AuditEvent): Promise<void>;
  /**
   * Removes the person here, and keeps them out of every pushed gallery that was issued before `revoked`.
   * @returns false when nobody was enrolled here under that id
   */
  revoke(person: string, revoked: Timestamp, event: AuditEvent): Promise<boolean>;
  /** Since when people are kept out of pushed galleries. */
  revocations(): Promise<ReadonlyMap<string, Timestamp>>;
}
