import { chownSync, closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Replaces `file` in one step that survives a power cut. Mode 0640 and the group of its folder: the daemon may read it.
 * `check` sees the whole new file under another name, and its fault leaves the old one in place.
 */
export function replaceFile(file: string, text: string, check: (draft: string) => void = () => undefined): void {
  const draft = `${file}.new`;
  const folder = dirname(file);
  try {
    const handle = openSync(draft, 'w', 0o640);
    writeSync(handle, text);
    fsyncSync(handle);
    closeSync(handle);
    if (process.getuid?.() === 0) chownSync(draft, 0, statSync(folder).gid);
    check(draft);
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
  syncFolder(folder);
}

/** Overwrites, then removes. Flash may keep old blocks all the same: nothing from software reaches those. */
export function wipeFile(file: string): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(statSync(file).size));
  fsyncSync(handle);
  closeSync(handle);
  rmSync(file);
  syncFolder(dirname(file));
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
