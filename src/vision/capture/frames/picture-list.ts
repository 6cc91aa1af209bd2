import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HardwareFault } from '../../../base/errors.js';

const extensions = /\.(jpe?g|png|webp)$/i;
const byName = new Intl.Collator('en', { numeric: true });

/**
 * The pictures of a folder (JPEG, PNG, WebP) in the order of their names, `2.jpg` before `10.jpg`.
 * @throws HardwareFault `camera.folder-missing` or `camera.no-pictures`.
 */
export async function picturesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    throw new HardwareFault('camera.folder-missing', `cannot read the folder ${folder}: ${cause.code}`, {
      remedy: 'Correct `camera.folder`, or give the daemon’s user read access to the folder.',
      context: { folder },
      cause,
      transient: true,
    });
  });
  const pictures = names.filter((name) => extensions.test(name)).sort(byName.compare);
  if (pictures.length === 0) throw noPictures(`the folder ${folder}`);
  return pictures.map((name) => join(folder, name));
}

/** The fault for a place without a usable picture. */
export function noPictures(place: string): HardwareFault {
  return new HardwareFault('camera.no-pictures', `no usable picture in ${place}`, {
    remedy: 'Add JPEG, PNG or WebP pictures, or correct camera.folder or camera.files.',
    transient: true,
  });
}
