import { execFile } from 'node:child_process';
import {
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { auditEvent } from '../audit/ports/audit-event.js';
import { SqliteAuditStore } from '../audit/sqlite/audit-store.js';
import { adoptDatabase, checkDatabase, copyDatabase } from '../backup/sqlite/copy.js';
import { CommandRejected, StoreError, TerminalError } from '../base/errors.js';
import { SqliteGalleryStore } from '../gallery/sqlite/gallery-store.js';
import { bootId } from '../platform/boot-id.js';
import { adoptNextKey, createKeyFile, locateKeyFile, nextKeyFile, readKeyFile } from '../platform/key-file.js';
import { systemClock } from '../platform/system-clock.js';
import { rewriteWhole } from '../platform/write-file.js';
import { layerText, readSiteLayer, siteLayerFile } from '../settings/from-site/site-layer.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { version } from '../version.js';
import { askRunningDaemon } from './control-client.js';

const run = promisify(execFile);
const tar = (words: readonly string[]) => run('tar', [...words]);
const names = {
  database: 'ostiary.db',
  config: 'terminal.yaml',
  manifest: 'backup.json',
  site: 'site-settings.json',
} as const;

/** @throws CommandRejected `daemon.running` */
async function mustBeStopped(config: TerminalConfig): Promise<void> {
  try {
    await askRunningDaemon(config, '/status');
  } catch (error) {
    if (error instanceof TerminalError && error.code === 'control.no-daemon') return;
    throw error;
  }
  throw new CommandRejected('daemon.running', 'the daemon is running', {
    remedy:
      'Stop it first: systemctl stop ostiary. The door then obeys only its mechanical lock and REX wiring: have somebody there.',
  });
}

/** Database, configuration and what the site has set over it, while the daemon goes on; never the key. @throws StoreError `store.*`, `backup.unwritable` */
export async function backup(
  config: TerminalConfig,
  configFile: string,
  file: string,
): Promise<{ readonly lastSequence: number }> {
  const folder = unpackingPlace(dirname(resolve(file)));
  try {
    const copy = join(folder, names.database);
    copyDatabase(config.store.database, copy);
    const checked = checkDatabase(copy);
    copyFileSync(configFile, join(folder, names.config));
    writeFileSync(join(folder, names.site), layerText(readSiteLayer(siteLayerFile(config)).layer));
    const manifest = { version, terminal: config.terminal.name, made: new Date().toISOString(), ...checked };
    writeFileSync(join(folder, names.manifest), `${JSON.stringify(manifest, null, 2)}\n`);
    const draft = join(folder, 'backup.tar.gz');
    await tar(['-czf', draft, '-C', folder, ...Object.values(names)]);
    renameSync(draft, resolve(file));
    return checked;
  } catch (cause) {
    throw cause instanceof TerminalError ? cause : unwritable(file, cause);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface Restored {
  /** Where the database that was there is now. */
  readonly kept: string | undefined;
  readonly lastSequence: number;
}

/**
 * The database of a backup in the place of the present one, once it was read whole and the key opens it; with what the site had set,
 * where it has set nothing here.
 * @throws CommandRejected `daemon.running`, `backup.unreadable`; StoreError `store.*`, `audit.broken`, `key.*`: then nothing was changed.
 */
export async function restore(config: TerminalConfig, file: string): Promise<Restored> {
  await mustBeStopped(config);
  const path = config.store.database;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const folder = unpackingPlace(dirname(path));
  try {
    const draft = join(folder, names.database);
    const unpack = (name: string) => tar(['-xzf', resolve(file), '-C', folder, '--no-same-owner', name]);
    await unpack(names.database).catch((cause: unknown) => {
      throw new CommandRejected('backup.unreadable', `${file} is no backup of Ostiary: ${(cause as Error).message}`, {
        remedy: 'Name a file that ostiary backup wrote.',
        cause,
      });
    });
    // Older backups have none.
    await unpack(names.site).catch(() => undefined);
    const checked = checkDatabase(draft);
    const key = readKeyFile(locateKeyFile(config.store.keyFile, process.env));
    new SqliteGalleryStore({ path: draft, key, bootId }).close();
    await noteRestored(draft, checked.lastSequence);
    await adoptSiteSettings(join(folder, names.site), siteLayerFile(config));
    return { kept: adoptDatabase(draft, path, new Date()), ...checked };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A new card must not be laxer than the old one was; what the site has ordered since the backup is newer. */
async function adoptSiteSettings(draft: string, path: string): Promise<void> {
  if (existsSync(path) || !existsSync(draft)) return;
  await rewriteWhole(path, readFileSync(draft, 'utf8'));
  const { uid, gid } = statSync(dirname(path));
  if (process.getuid?.() === 0) chownSync(path, uid, gid);
}

async function noteRestored(path: string, lastSequence: number): Promise<void> {
  const clock = systemClock();
  const journal = await SqliteAuditStore.open({ path, bootId, clock });
  try {
    await journal.append([auditEvent(clock, 'terminal.restored', { lastSequence })]);
  } finally {
    await journal.close();
  }
}

export interface Rotated {
  readonly templates: number;
  /** Where the old key is now: backups made before need it. */
  readonly oldKey: string;
}

/** A new gallery key. Interrupted at any point, it is finished by being run again. @throws CommandRejected `daemon.running`; StoreError `key.*`, `gallery.unsealable` */
export async function rotateKey(config: TerminalConfig): Promise<Rotated> {
  await mustBeStopped(config);
  const { keyFile, database: path } = config.store;
  const next = nextKeyFile(keyFile);
  if (!existsSync(next)) createKeyFile(next);
  const nextKey = readKeyFile({ path: next, credential: false });
  let templates = 0;
  if (!opens(path, nextKey)) {
    const store = new SqliteGalleryStore({ path, key: readKeyFile({ path: keyFile, credential: false }), bootId });
    try {
      templates = store.rekey(nextKey, auditEvent(systemClock(), 'gallery.rekeyed', {}));
    } finally {
      store.close();
    }
  }
  return { templates, oldKey: adoptNextKey(keyFile, new Date()) };
}

/** Whether an interrupted rotation came so far that the gallery has its new key already. */
function opens(path: string, key: ReturnType<typeof readKeyFile>): boolean {
  try {
    new SqliteGalleryStore({ path, key, bootId }).close();
    return true;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'key.wrong') return false;
    throw error;
  }
}

function unpackingPlace(folder: string): string {
  try {
    return mkdtempSync(join(folder, '.ostiary-'));
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

function unwritable(place: string, cause: unknown): StoreError {
  return new StoreError('backup.unwritable', `${place} cannot be written: ${(cause as Error).message}`, {
    remedy: 'Choose a folder that exists, is writable and has space for the whole database; tar must be installed.',
    context: { place },
    cause,
  });
}
