import { beforeEach, expect, it } from 'vitest';
import type { AuditEvent } from '../../../src/audit/domain/audit.js';
import { restoreBackup } from '../../../src/backup/restore-backup.js';
import { rotateGalleryKey } from '../../../src/backup/rotate-gallery-key.js';
import { HardwareFault, StoreError } from '../../../src/base/errors.js';
import { ManualClock } from '../../support/manual-clock.js';

const archive = 'backup.tar.gz';
const path = '/state/ostiary.db';
let done: string[];
let siteSettings: string | undefined;
beforeEach(() => {
  done = [];
  siteSettings = undefined;
});

const noDaemon = () => Promise.reject(new HardwareFault('control.no-daemon', 'none', { remedy: '' }));
const refusal = (code: string) => expect.objectContaining({ code });

/** A terminal that restores an archive of these files. */
function parts(entries: Readonly<Record<string, string>>) {
  const unpacked = new Map<string, string>();
  return {
    askDaemon: noDaemon as () => Promise<unknown>,
    clock: new ManualClock(),
    files: {
      copy: () => undefined,
      makeFolder: () => undefined,
      check: () => ({ lastSequence: 9 }),
      adopt: () => {
        done.push('adopt');
        return '/state/kept';
      },
    },
    settings: {
      exists: () => siteSettings !== undefined,
      async write(text: string) {
        siteSettings = text;
      },
    },
    draftBeside: () => ({
      path: (name: string) => `/draft/${name}`,
      write: () => undefined,
      copy: () => undefined,
      read: (name: string) => unpacked.get(name),
      pack: () => Promise.resolve(),
      async unpack(name: string) {
        const text = entries[name];
        if (text === undefined) throw new Error(`${name}: not found in archive`);
        unpacked.set(name, text);
      },
      remove: () => void done.push('remove'),
    }),
    requireKey: (database: string) => void done.push(`key ${database}`),
    async appendEvent(_: string, { kind, facts }: AuditEvent) {
      done.push(`${kind} ${facts.lastSequence}`);
    },
  };
}

const now = () => new Date(0);
const whole = { 'ostiary.db': 'db', 'site-settings.json': 'of the backup' };

it('checks the key, writes the restoration down, then takes the database over', async () => {
  await expect(restoreBackup(archive, path, now, parts(whole))).resolves.toEqual({
    kept: '/state/kept',
    lastSequence: 9,
  });
  expect(done).toEqual(['key /draft/ostiary.db', 'terminal.restored 9', 'adopt', 'remove']);
  expect(siteSettings).toBe('of the backup');
});

it('leaves what the site has set since, and does without where the backup is older than such settings', async () => {
  siteSettings = 'newer';
  await restoreBackup(archive, path, now, parts(whole));
  expect(siteSettings).toBe('newer');
  siteSettings = undefined;
  await restoreBackup(archive, path, now, parts({ 'ostiary.db': 'db' }));
  expect(siteSettings).toBeUndefined();
});

it('changes nothing while the daemon runs, for a file that is no backup, and where the key does not fit', async () => {
  const running = { ...parts(whole), askDaemon: () => Promise.resolve('{}') };
  await expect(restoreBackup(archive, path, now, running)).rejects.toEqual(refusal('daemon.running'));
  await expect(restoreBackup(archive, path, now, parts({}))).rejects.toEqual(refusal('backup.unreadable'));
  const foreign = {
    ...parts(whole),
    requireKey() {
      throw new StoreError('key.wrong', 'foreign', { remedy: '' });
    },
  };
  await expect(restoreBackup(archive, path, now, foreign)).rejects.toEqual(refusal('key.wrong'));
  expect([done, siteSettings]).toEqual([['remove', 'remove'], undefined]);
});

it('goes on with a rotation of the gallery key where it was interrupted', async () => {
  let sealedBy: 'present' | 'next' = 'present';
  const rotation = {
    createNextKey: () => undefined,
    open(by: 'present' | 'next') {
      if (by !== sealedBy) throw new StoreError('key.wrong', 'another key', { remedy: '' });
      return {
        sealWithNext() {
          sealedBy = 'next';
          return 3;
        },
        close: () => undefined,
      };
    },
    adoptNextKey(): string {
      throw new StoreError('key.unwritable', 'power cut', { remedy: '' });
    },
  };
  const deps = { askDaemon: noDaemon, rotation, clock: new ManualClock() };
  await expect(rotateGalleryKey(now, deps)).rejects.toEqual(refusal('key.unwritable'));
  const again = { ...deps, rotation: { ...rotation, adoptNextKey: () => 'old.key' } };
  await expect(rotateGalleryKey(now, again)).resolves.toEqual({ templates: 0, oldKey: 'old.key' });
});
