import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createKeys } from '../../../src/fleet/create-keys.js';
import { GalleryKeyFiles } from '../../../src/fleet/keys/gallery-key-files.js';
import { SigningKeyFiles } from '../../../src/fleet/keys/signing-key-files.js';
import { revokeKey } from '../../../src/fleet/revoke-key.js';
import { rotateGroupKeys, rotateRole } from '../../../src/fleet/rotate-keys.js';
import { roles } from '../../../src/protocol/domain/key-ring.js';

let folder: string;
let signing: SigningKeyFiles;
let galleries: GalleryKeyFiles;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ostiary-keys-'));
  signing = new SigningKeyFiles(folder, 'hq');
  galleries = new GalleryKeyFiles(folder, 'hq');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const now = Date.now();
const create = (...groups: string[]) =>
  createKeys({ groups, label: 'me', rootFile: undefined }, now, { signing, galleries });
const names = (files: readonly string[]) => files.map((file) => basename(file).replace(/-[0-9a-f]{16}/, ''));
const refusal = (code: string) => expect.objectContaining({ code });

it('makes every key that is lacking, privately, and nothing that is there', async () => {
  const { files, ring } = await create('lobby');
  const expected = ['root.pem', 'root.pub', 'gallery.key', 'lobby.key', ...roles.map((role) => `${role}.pem`)];
  expect(names(files)).toEqual(expected);
  expect(ring).toMatchObject({ version: 1, keys: roles.map((role) => ({ roles: [role], revoked: false })) });
  for (const file of files.filter((name) => !name.endsWith('.pub'))) expect(statSync(file).mode & 0o077).toBe(0);
  await expect(create('lobby')).resolves.toEqual({ files: [], ring });
  expect(names((await create('lobby', 'lab')).files)).toEqual(['lab.key']);
  expect([galleries.groups(), signing.ring().version]).toEqual([['lab', 'lobby'], 1]);
});

it('rotates a role: the key before it is revoked by the same signature', async () => {
  const { ring } = await create();
  const old = ring.keys.find((key) => key.roles.includes('operator'));
  const rotated = await rotateRole('operator', { label: 'me', rootFile: undefined }, signing);
  expect(names(rotated.files)).toEqual(['operator.pem']);
  expect(rotated.ring.keys.find(({ id }) => id === old?.id)?.revoked).toBe(true);
  expect(signing.ring()).toEqual(rotated.ring);
});

it('revokes a key by its id', async () => {
  const { ring } = await create();
  const id = ring.keys[0]?.id ?? '';
  const { version, keys } = await revokeKey(id, undefined, signing);
  expect([version, keys.map(({ revoked }) => revoked)]).toEqual([2, [true, false, false, false]]);
  await expect(revokeKey('0'.repeat(16), undefined, signing)).rejects.toEqual(refusal('key.unknown'));
});

it('replaces the keys of groups: of all that are named, or of none', async () => {
  await create('lobby', 'lab');
  const read = (group: string) => readFileSync(join(folder, 'groups', `${group}.key`), 'utf8');
  const before = read('lobby');
  const deps = { signing, galleries };
  await expect(rotateGroupKeys(['lobby', 'roof'], undefined, deps)).rejects.toEqual(refusal('keys.no-group'));
  // Kept elsewhere.
  renameSync(join(folder, 'root.pem'), join(folder, 'safe.pem'));
  await expect(rotateGroupKeys(['lobby'], undefined, deps)).rejects.toEqual(refusal('keys.unreadable'));
  expect(read('lobby')).toBe(before);
  const lab = galleries.ids().get('lab');
  await rotateGroupKeys(['lobby'], join(folder, 'safe.pem'), deps);
  expect(read('lobby')).not.toBe(before);
  expect(galleries.ids().get('lab')).toBe(lab);
  expect(existsSync(join(folder, 'root.pem'))).toBe(false);
});
