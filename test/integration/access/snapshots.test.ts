import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { snapshotFolder } from '../../../src/access/files/snapshot-folder.js';
import { newPrivateKey, writeNewKey } from '../../../src/fleet/keys/private-key.js';
import { SnapshotKeyFile } from '../../../src/fleet/keys/snapshot-key-file.js';
import { runOstiary } from '../../support/terminal.js';

const folders: string[] = [];
const picture = Buffer.from('a JPEG of somebody with a photograph');

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A site with its keys, and the folder of a terminal. */
function open() {
  const folder = mkdtempSync(join(tmpdir(), 'ostiary-snapshots-'));
  folders.push(folder);
  const [keys, kept] = [join(folder, 'keys'), join(folder, 'snapshots')];
  return { folder, keys, kept, key: new SnapshotKeyFile(keys), store: snapshotFolder(kept) };
}

it('only the site can open what a terminal keeps', async () => {
  const { key, keys, kept, store } = open();
  key.create();
  await store.save('one', picture, join(keys, 'snapshots.pub'));
  const file = join(kept, 'one.jwe');
  const sealed = readFileSync(file, 'utf8');
  expect(sealed).not.toContain('JPEG');
  expect([statSync(file).mode & 0o777, statSync(kept).mode & 0o777]).toEqual([0o600, 0o700]);
  expect(Buffer.from(await key.open(sealed))).toEqual(picture);
  await expect(key.open(`${sealed.slice(0, -3)}AAA`)).rejects.toMatchObject({ code: 'snapshots.unreadable' });
  const other = open();
  other.key.create();
  await expect(other.key.open(sealed)).rejects.toMatchObject({ code: 'snapshots.unreadable' });
});

it('lists and deletes what is kept', async () => {
  const { key, keys, store } = open();
  expect(store.kept()).toEqual([]);
  key.create();
  await store.save('one', picture, join(keys, 'snapshots.pub'));
  expect(store.kept().map(({ id }) => id)).toEqual(['one']);
  store.remove('one');
  store.remove('one');
  expect(store.kept()).toEqual([]);
});

it('refuses keys that cannot encrypt: the other keys of the site only sign', () => {
  const { folder, store } = open();
  const file = join(folder, 'root.pem');
  writeNewKey(file, newPrivateKey());
  writeFileSync(join(folder, 'text.pub'), 'no key');
  for (const name of [file, join(folder, 'text.pub'), join(folder, 'missing.pub')]) {
    expect(() => store.checkKey(name)).toThrow(expect.objectContaining({ code: 'snapshots.key' }));
  }
});

it('the commands of the site create the key once and open a snapshot into a new file', async () => {
  const { folder, kept, keys, store } = open();
  const site = join(folder, 'site.yaml');
  writeFileSync(site, `uplink: { broker: 'mqtt://127.0.0.1:1', site: hq }\nkeys: { folder: ${keys} }\n`);
  const run = (...words: string[]) => runOstiary(['fleet', 'snapshots', ...words, '-c', site], process.env);
  expect(await run('create-key')).toMatchObject({ status: 0, stdout: expect.stringContaining('snapshots.pub') });
  expect((await run('create-key')).stderr).toContain('keys.exists');
  await store.save('one', picture, join(keys, 'snapshots.pub'));
  const [sealed, jpeg] = [join(kept, 'one.jwe'), join(folder, 'one.jpg')];
  expect(await run('open', sealed, jpeg)).toMatchObject({ status: 0 });
  expect([readFileSync(jpeg), statSync(jpeg).mode & 0o777]).toEqual([picture, 0o600]);
  expect((await run('open', sealed, jpeg)).stderr).toContain('snapshots.file');
});
