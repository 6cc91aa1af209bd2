import type { AuditEvent } from '../../audit/domain/audit.js';
import type { Timestamp } from '../../base/units.js';
import type { Embedding } from '../../vision/domain/embedding.js';
import type { Person } from '../domain/gallery.js';

export interface Revoked {
  /** False when nobody was enrolled here under that id. */
  readonly removed: boolean;
  /** Of the local gallery, which the revocation makes. */
  readonly revision: number;
}

/** Changes the local gallery durably, beside the event loop: the disk must not hold up the door. @throws StoreError (rejects) */
export interface GalleryEditor {
  /** @returns the local gallery's revision that this makes */
  put(person: Person, templates: readonly Embedding[], event: AuditEvent): Promise<number>;
  /** Removes the person here, and keeps them out of every pushed gallery that was issued up to `revoked`. */
  revoke(person: string, revoked: Timestamp, event: AuditEvent): Promise<Revoked>;
  /** The times since when people are kept out of pushed galleries. */
  revocations(): Promise<ReadonlyMap<string, Timestamp>>;
}
