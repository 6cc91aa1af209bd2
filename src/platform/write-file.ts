import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes a file, by default of mode 0600: whole and on the medium, or not there at all. @throws what the file system says */
export async function writeWhole(path: string, content: Uint8Array | string, mode = 0o600): Promise<void> {
  const draft = `${path}.part`;
  const file = await open(draft, 'w', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  const folder = await open(join(path, '..'), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
