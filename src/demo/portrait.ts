import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { randomOf } from '../base/random.js';
import type { Person } from './drawing/person.js';
import { render } from './drawing/picture.js';
import { inventShot } from './drawing/shot.js';
import { jpegOf } from './jpeg.js';

export interface PortraitStyle {
  /** Width and height in pixels. */
  readonly size: number;
  /** How much the pictures of one person differ: 0 is a row of passport photographs, 1 is everyday life. */
  readonly variety: number;
}

/** Draws the `number`th picture of a person into a JPEG file, unless the file exists. */
export async function portrait(person: Person, number: number, style: PortraitStyle, file: string): Promise<void> {
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  const shot = inventShot(randomOf(person.seed, 2, number), style.size, style.variety);
  // Renamed once complete, for other processes and for resuming after an interruption.
  const part = `${file}.${process.pid}`;
  writeFileSync(part, await jpegOf(render(person, shot)));
  renameSync(part, file);
}
