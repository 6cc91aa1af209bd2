import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditEvent } from '../../../src/audit/ports/audit-event.js';
import { AuditReader } from '../../../src/audit/sqlite/audit-reader.js';
import { backup, restore, rotateKey } from '../../../src/compose/backup.js';
import { SqliteGalleryStore } from '../../../src/gallery/sqlite/gallery-store.js';
import { bootId } from '../../../src/platform/boot-id.js';
import { createKeyFile, readKeyFile } from '../../../src/platform/key-file.js';
import { systemClock } from '../../../src/platform/system-clock.js';
import { emptyLayer, layerText, readSiteLayer, siteLayerFile } from '../../../src/settings/from-site/site-layer.js';
import { loadConfig } from '../../../src/settings/load/load.js';
import type { TerminalConfig } from '../../../src/settings/schema/schema.js';

const space = { id: 'space', dimension: 4 };
let folder: string;
let file: string;
let config: TerminalConfig;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ostiary-backup-'));
  file = join(folder, 'terminal.yaml');
  writeFileSync(file, 'store: { database: data/o.db, keyFile: g.key }\nobservability: { controlSocket: c.sock }\n');
  config = loadConfig(file, { env: {}, packageRoot: folder });
  createKeyFile(config.store.keyFile);
  enrol('ada');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(): SqliteGalleryStore {
  const key = readKeyFile({ path: config.store.keyFile, credential: false });
  return new SqliteGalleryStore({ path: config.store.database, key, bootId });
}

function enrol(id: string): void {
  const store = open();
  const event = auditEvent(systemClock(), 'gallery.enrolled', { person: id, templates: 1 });
  store.put({ id, name: id, enabled: true }, [{ space, values: Float32Array.of(0.5, 0.5, 0.5, 0.5) }], event);
  store.close();
}

function people(): readonly string[] {
  const store = open();
  try {
    return store.people().map(({ id }) => `${id} ${store.templatesOf(id)[0]?.values.join(' ')}`);
  } finally {
    store.close();
  }
}

function lastEvent() {
  const log = new AuditReader(config.store.database);
  try {
    return [...log.export()].at(-1);
  } finally {
    log.close();
  }
}

function chainHolds(): boolean {
  const log = new AuditReader(config.store.database);
  try {
    return log.verify().ok;
  } finally {
    log.close();
  }
}

describe('backup and restore', () => {
  it('brings back what was there, and keeps what is replaced', async () => {
    const archive = join(folder, 'b.tar.gz');
    const before = people();
    expect(await backup(config, file, archive)).toEqual({ lastSequence: 1 });
    expect(execFileSync('tar', ['-tzf', archive], { encoding: 'utf8' })).toBe(
      'ostiary.db\nterminal.yaml\nbackup.json\nsite-settings.json\n',
    );
    enrol('bob');
    const { kept, lastSequence } = await restore(config, archive);
    expect(lastSequence).toBe(1);
    expect(people()).toEqual(before);
    expect(chainHolds()).toBe(true);
    expect(lastEvent()).toMatchObject({ sequence: 2, kind: 'terminal.restored', facts: { lastSequence: 1 } });
    expect(existsSync(kept ?? '')).toBe(true);
    expect(readdirSync(join(folder, 'data')).filter((name) => name.startsWith('.ostiary-'))).toEqual([]);
  });

  it('restores to a new card: no database there yet', async () => {
    const archive = join(folder, 'b.tar.gz');
    const policy = { revision: 7, settings: { 'recognition.margin': 0.1 } };
    const layer = { ...emptyLayer, newestPolicy: 7, policy };
    writeFileSync(siteLayerFile(config), layerText(layer));
    await backup(config, file, archive);
    rmSync(join(folder, 'data'), { recursive: true });
    expect((await restore(config, archive)).kept).toBeUndefined();
    expect(people()).toHaveLength(1);
    expect(readSiteLayer(siteLayerFile(config))).toEqual({ layer });
    writeFileSync(siteLayerFile(config), layerText({ ...layer, newestPolicy: 8, policy: { ...policy, revision: 8 } }));
    await restore(config, archive);
    expect(readSiteLayer(siteLayerFile(config)).layer.policy?.revision).toBe(8);
  });

  it('changes nothing for a file that is no backup, is damaged, or belongs to another key', async () => {
    const archive = join(folder, 'b.tar.gz');
    await expect(restore(config, file)).rejects.toMatchObject({ code: 'backup.unreadable' });
    await backup(config, file, archive);
    writeFileSync(join(folder, 'half'), readFileSync(archive).subarray(0, 1000));
    await expect(restore(config, join(folder, 'half'))).rejects.toThrow();
    renameSync(config.store.keyFile, join(folder, 'right.key'));
    createKeyFile(config.store.keyFile);
    await expect(restore(config, archive)).rejects.toMatchObject({ code: 'key.wrong' });
    copyFileSync(join(folder, 'right.key'), config.store.keyFile);
    expect(people()).toHaveLength(1);
  });

  it('says where it cannot write', async () => {
    await expect(backup(config, file, join(folder, 'none/b.tar.gz'))).rejects.toMatchObject({
      code: 'backup.unwritable',
    });
  });
});

describe('rotateKey', () => {
  it('seals everything with a new key, and keeps the old one for old backups', async () => {
    const archive = join(folder, 'b.tar.gz');
    const before = people();
    const oldKey = readFileSync(config.store.keyFile, 'utf8');
    await backup(config, file, archive);
    const rotated = await rotateKey(config);
    expect(rotated.templates).toBe(1);
    expect(readFileSync(config.store.keyFile, 'utf8')).not.toBe(oldKey);
    expect(readFileSync(rotated.oldKey, 'utf8')).toBe(oldKey);
    expect(people()).toEqual(before);
    expect(chainHolds()).toBe(true);
    await expect(restore(config, archive)).rejects.toMatchObject({ code: 'key.wrong' });
  });

  it('is finished by the next run when it was interrupted, before or after the templates were sealed', async () => {
    const before = people();
    createKeyFile(`${config.store.keyFile}.next`);
    const next = readKeyFile({ path: `${config.store.keyFile}.next`, credential: false });
    const store = open();
    store.rekey(next, auditEvent(systemClock(), 'gallery.rekeyed', {}));
    store.close();
    expect(() => people()).toThrow('another key');
    expect((await rotateKey(config)).templates).toBe(0);
    expect(people()).toEqual(before);
  });
});
