import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { peopleOf } from '../../../src/pictures/people-folder.js';
import { readPicture } from '../../../src/pictures/picture-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ostiary-people-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(file: string, text = ''): string {
  const path = join(folder, file);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}
const refusal = (code: string) => expect.objectContaining({ code });

it('takes a person from each folder, with the name and pictures in it', () => {
  const pictures = [write('ada/a.jpg'), write('ada/b.PNG')];
  write('ada/name.txt', '\uFEFFAda Lovelace\n');
  for (const other of ['ada/._a.jpg', 'ada/notes.txt', '.trash/a.jpg', 'readme.jpg']) write(other);
  const ben = write('ben/1.webp');
  symlinkSync(join(folder, 'ben'), join(folder, 'linked'));
  expect(peopleOf(folder)).toEqual([
    { id: 'ada', name: 'Ada Lovelace', pictures },
    { id: 'ben', pictures: [ben] },
    { id: 'linked', pictures: [join(folder, 'linked/1.webp')] },
  ]);
});

it('keeps one unusable folder from spoiling the others', () => {
  write('ada/a.jpg');
  mkdirSync(join(folder, 'empty'));
  write('zoe/a.jpg');
  mkdirSync(join(folder, 'zoe/name.txt'));
  const [ada, empty, zoe] = peopleOf(folder);
  expect(ada?.fault).toBeUndefined();
  expect(empty?.fault).toEqual(refusal('enroll.folder'));
  expect(zoe?.fault).toEqual(refusal('enroll.picture-missing'));
});

it('says so when there is nobody', () => {
  expect(() => peopleOf(join(folder, 'none'))).toThrow(refusal('enroll.folder'));
  expect(() => peopleOf(folder)).toThrow(refusal('enroll.folder'));
  expect(() => peopleOf(write('file'))).toThrow(refusal('enroll.folder'));
});

it('reads no picture that is missing, no file, endless or huge', () => {
  const pipe = join(folder, 'pipe.jpg');
  execFileSync('mkfifo', [pipe]);
  for (const file of [pipe, folder, '/dev/zero', join(folder, 'none.jpg')]) {
    expect(() => readPicture(file)).toThrow(refusal('enroll.picture-missing'));
  }
  const huge = write('huge.jpg');
  truncateSync(huge, 32 * 1024 * 1024 + 1);
  expect(() => readPicture(huge)).toThrow(refusal('enroll.picture-too-large'));
});
