// Writes frames of drawn people's walk-ups to the door, FOLDER/<seed>/<n>.jpg, for `ostiary-train pad`:
// node models/train/scripts/walk-ups.mjs FOLDER FIRST LAST (seeds), in a checkout whose dist/ is built.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const built = new URL('../../../dist/demo/', import.meta.url);
const { inventPerson } = await import(new URL('drawing/person.js', built));
const { approachFrames, walkUp } = await import(new URL('drawing/walk.js', built));
const { jpegOf } = await import(new URL('jpeg.js', built));

/** Frames beside the approach: the standing person's three poses, and one of them again with other noise. */
const standing = [0, 1, 2, 7];
const [folder, first, last] = process.argv.slice(2);
for (let seed = Number(first); seed <= Number(last); seed++) {
  const own = join(folder, String(seed).padStart(4, '0'));
  mkdirSync(own, { recursive: true });
  let number = 0;
  for (const frame of walkUp(inventPerson(seed), (seed % 17) + 1, seed * 1000)) {
    if (number < approachFrames || standing.includes(number - approachFrames))
      writeFileSync(join(own, `${String(number).padStart(2, '0')}.jpg`), await jpegOf(frame));
    number++;
  }
}
