import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFile, replaceFile, rewriteWhole, writeWhole } from '../../../src/platform/write-file.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ostiary-write-'));
  path = join(folder, 'file');
});
afterEach(() => rmSync(folder, { recursive: true }));

const modeOf = (file: string): number => statSync(file).mode & 0o777;

describe('writing a file whole', () => {
  it('replaces content and mode of a file that is there', async () => {
    writeFileSync(path, 'old', { mode: 0o644 });
    await writeWhole(path, 'new');
    expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['new', 0o600]);
    await writeWhole(path, Buffer.from('public'), 0o644);
    expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['public', 0o644]);
  });

  it('removes what a power cut has left long ago, and nothing else', async () => {
    for (const name of ['file.old.part', 'file.young.part', 'other.old.part', 'file.old'])
      writeFileSync(join(folder, name), 'draft');
    const longAgo = new Date(Date.now() - 3_600_000);
    for (const name of ['file.old.part', 'other.old.part', 'file.old'])
      utimesSync(join(folder, name), longAgo, longAgo);
    await writeWhole(path, 'new');
    expect(readdirSync(folder).sort()).toEqual(['file', 'file.old', 'file.young.part', 'other.old.part']);
  });

  it('keeps the mode of a file that is rewritten', async () => {
    await rewriteWhole(path, 'first', 0o640);
    expect(modeOf(path)).toBe(0o640);
    chmodSync(path, 0o604);
    await rewriteWhole(path, 'second');
    expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['second', 0o604]);
  });

  it.runIf(process.getuid?.() === 0)('keeps the owner of a file that is rewritten by root', async () => {
    writeFileSync(path, 'old');
    chownSync(path, 1234, 2345);
    await rewriteWhole(path, 'new');
    expect(statSync(path)).toMatchObject({ uid: 1234, gid: 2345 });
  });

  it('leaves the old file and nothing else where it fails', async () => {
    writeFileSync(path, 'old');
    const failing = replaceFile(path, async (file) => {
      await file.writeFile('half');
      throw new Error('no more');
    });
    await expect(failing).rejects.toThrow('no more');
    mkdirSync(join(folder, 'sub'));
    await expect(writeWhole(join(folder, 'sub'), 'x')).rejects.toThrow();
    expect([readdirSync(folder).sort(), readFileSync(path, 'utf8')]).toEqual([['file', 'sub'], 'old']);
  });

  it('takes writers side by side: one of them is the last', async () => {
    const texts = Array.from({ length: 8 }, (_, i) => `${i}`.repeat(10_000));
    await Promise.all(texts.map((text) => writeWhole(path, text)));
    expect(texts).toContain(readFileSync(path, 'utf8'));
    expect(readdirSync(folder)).toEqual(['file']);
  });
});

describe('creating a file', () => {
  it('never overwrites one', () => {
    createFile(path, 'first', 0o640);
    expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['first', 0o640]);
    expect(() => createFile(path, 'second', 0o600)).toThrow(/EEXIST/);
    expect(readFileSync(path, 'utf8')).toBe('first');
  });
});
