import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomOf } from '../base/random.js';
import { type AttackKind, holdUp } from './drawing/hold-up.js';
import type { Person } from './drawing/person.js';
import { walkUp } from './drawing/walk.js';
import { jpegOf } from './jpeg.js';

export type VisitKind = 'live' | AttackKind;

/** Draws the frames of one visit into a folder of its own, unless it exists: the person walks up, or a photograph of them is held up. */
export async function visitPictures(person: Person, kind: VisitKind, folder: string): Promise<void> {
  if (existsSync(folder)) return;
  // Renamed once complete, for other processes and for resuming after an interruption.
  const part = `${folder}.${process.pid}`;
  mkdirSync(part, { recursive: true });
  const place = Math.floor(randomOf(person.seed, 11).between(0, 1e9));
  const frames = kind === 'live' ? walkUp(person, place, 0) : holdUp(kind, { shown: person, place, seed: 0 });
  let number = 0;
  for (const frame of frames) {
    writeFileSync(join(part, `${String(++number).padStart(4, '0')}.jpg`), await jpegOf(frame));
  }
  renameSync(part, folder);
}
