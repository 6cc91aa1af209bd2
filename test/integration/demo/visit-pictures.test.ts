import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { inventPerson } from '../../../src/demo/drawing/person.js';
import { approachFrames, stayFrames } from '../../../src/demo/drawing/walk.js';
import { visitPictures } from '../../../src/demo/visit-pictures.js';

const folder = mkdtempSync(join(tmpdir(), 'ostiary-visits-'));
afterEach(() => rmSync(folder, { recursive: true }));

it('a visit is drawn once, whole, into a folder of its own', { timeout: 120_000 }, async () => {
  const visit = join(folder, 'live', '7');
  await visitPictures(inventPerson(7), 'live', visit);
  const files = readdirSync(visit);
  expect(files).toHaveLength(approachFrames + stayFrames);
  expect(files[0]).toBe('0001.jpg');
  expect(readdirSync(join(folder, 'live'))).toEqual(['7']);
  const { mtimeMs } = statSync(join(visit, '0001.jpg'));
  await visitPictures(inventPerson(7), 'live', visit);
  expect(statSync(join(visit, '0001.jpg')).mtimeMs).toBe(mtimeMs);
});
