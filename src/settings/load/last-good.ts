import { chmodSync, chownSync, closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Environment } from './environment.js';

export const defaultConfigFile = '/etc/ostiary/terminal.yaml';

/** Where the last configuration that worked is kept: the state folder, or beside a file that belongs to no installation. */
export function lastGoodFile(file: string, env: Environment): string {
  const name = `${basename(file)}.last-good`;
  const state = env.STATE_DIRECTORY?.split(':')[0];
  if (state) return join(state, name);
  const full = resolve(file);
  return full === defaultConfigFile ? join('/var/lib/ostiary', name) : join(dirname(full), `.${name}`);
}

/** Writes a whole file or none: aside, to the disk, then over the old one, whose mode and owner it gets. @throws what the file system says */
export function writeAtomically(file: string, text: string, mode = 0o600): void {
  const draft = `${file}.${process.pid}.new`;
  try {
    const handle = openSync(draft, 'wx', mode);
    try {
      writeSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    keepMode(file, draft);
    renameSync(draft, file);
    const folder = openSync(dirname(file), 'r');
    fsyncSync(folder);
    closeSync(folder);
  } finally {
    rmSync(draft, { force: true });
  }
}

function keepMode(from: string, to: string): void {
  const status = statSync(from, { throwIfNoEntry: false });
  if (status === undefined) return;
  chmodSync(to, status.mode & 0o777);
  if (process.getuid?.() === 0) chownSync(to, status.uid, status.gid);
}
