import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { presentationsOf } from '../../../src/pictures/presentation-folder.js';

describe('presentationsOf', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ostiary-attacks-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function lay(...files: readonly string[]): void {
    for (const file of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), '');
    }
  }

  const found = () =>
    presentationsOf(folder).map(({ kind, name, pictures }) => [
      kind,
      name,
      pictures.map((picture) => picture.slice(folder.length + name.length + 2)).join(' '),
    ]);

  it('takes each sub-folder for a presentation, and each picture outside of one', () => {
    lay('live/ada/2.jpg', 'live/ada/10.PNG', 'live/ada/1.webp', 'live/alone.jpg', 'print/a.jpg', 'print/notes.txt');
    expect(found()).toEqual([
      ['live', 'live/alone.jpg', ''],
      ['live', 'live/ada', '1.webp 2.jpg 10.PNG'],
      ['print', 'print/a.jpg', ''],
    ]);
  });

  it('finds them at any depth, and skips what is hidden', () => {
    lay('live/door-1/ada/1.jpg', 'live/door-1/ben/1.jpg', 'phone/1/front/1.jpg', 'phone/1/2.jpg', 'phone/.x/1.jpg');
    lay('.git/1.jpg');
    expect(found().map(([, name]) => name)).toEqual(['live/door-1/ada', 'live/door-1/ben', 'phone/1', 'phone/1/front']);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['nobody alive', ['print/1.jpg'], /has no sub-folder live$/],
    ['no attacks', ['live/1.jpg'], /no sub-folder of attacks/],
    ['an empty species', ['live/1.jpg', 'print/notes.txt'], /print contains no pictures$/],
    ['an empty presentation', ['live/1.jpg', 'print/1/1.jpg', 'print/2/notes.txt'], /print\/2 contains no pictures$/],
  ])('refuses %s', (_, files, why) => {
    lay(...files);
    expect(() => presentationsOf(folder)).toThrow(
      expect.objectContaining({ code: 'attacks.folder', message: expect.stringMatching(why) }),
    );
  });

  it('refuses a folder that is not there', () => {
    expect(() => presentationsOf(join(folder, 'nowhere'))).toThrow(/nowhere does not exist/);
  });
});
