import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Writing takes seconds at most, on the slowest card. */
const abandonedAfter = 10 * 60 * 1000;

/** Writes a file atomically and durably, by default with mode 0600. @throws the file system's error */
export function writeWhole(path: string, content: Uint8Array | string, mode = 0o600): Promise<void> {
  return replaceFile(path, (file) => file.writeFile(content), { mode });
}

/** The same, but keeps mode and owner of an existing file. */
export function rewriteWhole(path: string, content: string, mode = 0o600): Promise<void> {
  return replaceFile(path, (file) => file.writeFile(content), { mode, keep: true });
}

interface Replacing {
  readonly mode: number;
  /** Keep mode and owner of the existing file. */
  readonly keep?: boolean;
}

/**
 * Replaces a file with what `fill` writes: writes and syncs a temporary file, then renames it. On failure, only the old file remains.
 * @throws the error of the file system or of `fill`
 */
export async function replaceFile(
  path: string,
  fill: (file: FileHandle) => void | Promise<void>,
  { mode, keep = false }: Replacing = { mode: 0o600 },
): Promise<void> {
  await removeLeftovers(path);
  const draft = `${path}.${randomUUID()}.part`;
  try {
    const file = await open(draft, 'wx', mode);
    try {
      if (keep) await takeOver(path, file);
      await fill(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Drafts of this file that a power cut or a kill has left. Younger ones may belong to another process. */
async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  const drafts = names.filter((name) => name.startsWith(`${basename(path)}.`) && name.endsWith('.part'));
  for (const name of drafts) {
    const draft = join(folder, name);
    const made = (await stat(draft).catch(() => undefined))?.mtimeMs ?? Date.now();
    if (Date.now() - made > abandonedAfter) await rm(draft, { force: true });
  }
}

async function takeOver(from: string, to: FileHandle): Promise<void> {
  const status = await stat(from).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (status === undefined) return;
  // Mode first: with CAP_CHOWN alone, nobody may change the mode of a file that was given away.
  await to.chmod(status.mode & 0o777);
  if (process.getuid?.() === 0) await to.chown(status.uid, status.gid);
}

/** Creates a file that is on the medium when this returns. Never overwrites. @throws the file system's error */
export function createFile(path: string, content: string, mode: number): void {
  const file = openSync(path, 'wx', mode);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  try {
    syncFolder(dirname(path));
  } catch (fault) {
    // The file is there: to report a failure would make the next attempt fail because it exists.
    if (!unsyncable.has((fault as NodeJS.ErrnoException).code ?? '')) throw fault;
  }
}

/** A folder that may not be read, or a file system that cannot sync folders. */
const unsyncable: ReadonlySet<string> = new Set(['EACCES', 'EINVAL', 'ENOTSUP']);

/** Brings the names in a folder to the medium. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
