import type { AuditEvent } from '../../audit/domain/audit.js';

/** The gallery and its key file, while the key is exchanged. */
export interface GalleryRotation {
  /** Makes the next key, unless an interrupted rotation made it. @throws StoreError `key.*` */
  createNextKey(): void;
  /** Opens the gallery by one of its keys. @throws StoreError `key.wrong` where it is not sealed with that */
  open(by: 'present' | 'next'): OpenGallery;
  /** Puts the next key in the place of the present one, and tells where that is kept. @throws StoreError `key.unwritable` */
  adoptNextKey(now: Date): string;
}

interface OpenGallery {
  /** Seals every template with the next key, in one transaction; returns how many. @throws StoreError `gallery.unsealable` */
  sealWithNext(event: AuditEvent): number;
  close(): void;
}
