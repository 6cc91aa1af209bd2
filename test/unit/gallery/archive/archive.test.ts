import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { timestamp } from '../../../../src/base/units.js';
import { exportArchive, importArchive } from '../../../../src/gallery/archive/archive.js';
import { embedding } from '../../../../src/vision/domain/embedding.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ostiary-archive-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const key = createSecretKey(randomBytes(32));
const space = { id: 'test/1', dimension: 4 };
const people = [
  { id: 'ada', name: 'Ada Ünï', enabled: true, validUntil: timestamp(5), doors: ['main'] },
  { id: 'ben', name: 'Ben', enabled: false },
];
const templates = [embedding(space, [1, 2, 3, 4]), embedding(space, [4, 3, 2, 1])];
const source = { people: () => people, templatesOf: (id: string) => (id === 'ada' ? templates : []) };
const write = (path: string) => exportArchive(source, key, path, () => undefined);
const fault = (code: string) => expect.objectContaining({ code });

describe('a gallery archive', () => {
  it('gives everybody back, and shows nobody to who lacks the key', async () => {
    const path = join(folder, 'a.arc');
    expect(await write(path)).toBe(2);
    expect(importArchive(key, path)).toEqual([
      { person: people[0], templates },
      { person: people[1], templates: [] },
    ]);
    expect(readFileSync(path, 'utf8')).not.toMatch(/Ada|ben/);
    expect(() => importArchive(createSecretKey(randomBytes(32)), path)).toThrow(fault('archive.damaged'));
  });

  it('replaces an older archive, and nothing else', async () => {
    const [archive, database] = [join(folder, 'a.arc'), join(folder, 'ostiary.db')];
    await write(archive);
    expect(await write(archive)).toBe(2);
    writeFileSync(database, 'SQLite format 3');
    await expect(write(database)).rejects.toThrow(fault('archive.occupied'));
    expect(readFileSync(database, 'utf8')).toBe('SQLite format 3');
    mkdirSync(join(folder, 'sub'));
    for (const place of ['sub', 'none/a.arc']) {
      await expect(write(join(folder, place))).rejects.toThrow(fault('archive.unwritable'));
    }
    expect(readdirSync(folder).sort()).toEqual(['a.arc', 'ostiary.db', 'sub']);
  });

  it('is refused whole when a line is altered, missing, swapped or from another archive', async () => {
    const [path, other] = [join(folder, 'a.arc'), join(folder, 'b.arc')];
    await write(path);
    await write(other);
    const [header = '', ada = '', ben = '', end = ''] = readFileSync(path, 'utf8').trimEnd().split('\n');
    const foreign = readFileSync(other, 'utf8').split('\n')[1] ?? '';
    const flipped = `${ada.slice(0, 40)}${ada[40] === 'A' ? 'B' : 'A'}${ada.slice(41)}`;
    for (const lines of [
      [header, flipped, ben, end],
      [header, ben, end],
      [header, ben, ada, end],
      [header, foreign, ben, end],
      [header, ada, ben],
      [header, ada, ben.slice(0, -9), end],
      [header],
    ]) {
      writeFileSync(path, `${lines.join('\n')}\n`);
      expect(() => importArchive(key, path)).toThrow(fault('archive.damaged'));
    }
    writeFileSync(path, 'something else');
    expect(() => importArchive(key, path)).toThrow(fault('archive.not-ours'));
    expect(() => importArchive(key, folder)).toThrow(fault('archive.unreadable'));
  });
});
