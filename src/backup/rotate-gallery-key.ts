import { auditEvent } from '../audit/ports/audit-event.js';
import type { Clock } from '../base/clock.js';
import { StoreError } from '../base/errors.js';
import type { GalleryRotation } from './ports/gallery-rotation.js';
import { requireStopped } from './require-stopped.js';

export interface Rotated {
  readonly templates: number;
  /** Where the old key is now: backups made before need it. */
  readonly oldKey: string;
}

interface Dependencies {
  readonly askDaemon: () => Promise<unknown>;
  readonly rotation: GalleryRotation;
  readonly clock: Clock;
}

/** A new gallery key. Interrupted at any point, it is finished by being run again. @throws CommandRejected `daemon.running`; StoreError `key.*`, `gallery.unsealable` */
export async function rotateGalleryKey(
  now: () => Date,
  { askDaemon, rotation, clock }: Dependencies,
): Promise<Rotated> {
  await requireStopped(askDaemon);
  rotation.createNextKey();
  let templates = 0;
  if (!opensByNext(rotation)) {
    const gallery = rotation.open('present');
    try {
      templates = gallery.sealWithNext(auditEvent(clock, 'gallery.rekeyed', {}));
    } finally {
      gallery.close();
    }
  }
  return { templates, oldKey: rotation.adoptNextKey(now()) };
}

/** Whether an interrupted rotation came so far that the gallery has its new key already. */
function opensByNext(rotation: Pick<GalleryRotation, 'open'>): boolean {
  try {
    rotation.open('next').close();
    return true;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'key.wrong') return false;
    throw error;
  }
}
