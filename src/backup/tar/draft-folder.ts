import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { BackupDraft } from '../ports/backup-draft.js';
import { unwritable } from '../unwritable.js';

const run = promisify(execFile);

/** A draft in a new folder beside a file, so that nothing of it has to be copied to another file system. @throws StoreError `backup.unwritable` */
export function draftBeside(file: string): BackupDraft {
  const folder = newFolder(dirname(resolve(file)));
  const path = (name: string): string => join(folder, name);
  return {
    path,
    write: (name, text) => writeFileSync(path(name), text),
    copy: (from, name) => copyFileSync(from, path(name)),
    read: (name) => (existsSync(path(name)) ? readFileSync(path(name), 'utf8') : undefined),
    async pack(names, archive) {
      const packed = path('backup.tar.gz');
      await run('tar', ['-czf', packed, '-C', folder, ...names]);
      renameSync(packed, resolve(archive));
    },
    async unpack(name, archive) {
      if (!existsSync(archive)) throw new Error('there is no such file');
      await run('tar', ['-xzf', resolve(archive), '-C', folder, '--no-same-owner', name]).catch((cause: unknown) => {
        // What tar and gzip print takes several lines and does not say what to do.
        throw new Error(`it is not a .tar.gz archive, or ${name} is not in it`, { cause });
      });
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function newFolder(folder: string): string {
  try {
    return mkdtempSync(join(folder, '.ostiary-'));
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}
