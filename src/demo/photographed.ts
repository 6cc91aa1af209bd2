import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Actor } from './actor.js';
import type { Picture } from './drawing/develop.js';
import { approachFrames, emptyFrames, stayFrames } from './drawing/walk.js';

/** Pictures per person for enrolment; one more is used for the walk. */
const enrolled = 3;

/** Real people from the public pictures in `shared`, always in the same order; empty if there are none. */
export function photographedCast(shared: string): readonly Actor[] {
  const root = join(shared, 'data', 'lfw-dev');
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => picturesIn(join(root, name)))
    .filter((pictures) => pictures.length > enrolled)
    .map((pictures, i) => {
      const walksWith = pictures[enrolled] as string;
      return {
        id: `guest-${i + 1}`,
        // The demo must not name them: they never gave consent.
        name: `Guest ${i + 1}`,
        looks: `photographed ${walksWith}`,
        walksWith,
        portraits: async () => pictures.slice(0, enrolled),
        walk: (place, first) => walkWith(walksWith, place, first),
      };
    });
}

function picturesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jpg'))
    .sort()
    .map((file) => join(folder, file));
}

/** A square picture that approaches, sways and stays, in front of the empty corridor. */
async function* walkWith(file: string, place: number, first: number): AsyncGenerator<Picture> {
  for (let i = 0; i < approachFrames + stayFrames; i++) {
    const near = Math.min(1, (i + 1) / approachFrames);
    const size = Math.round(90 + 330 * near);
    const [corridor] = emptyFrames(place, 1, first + i);
    const { width, height, data } = corridor as Picture;
    const left = Math.round((width - size) / 2 + 3 * Math.sin(i * 1.7));
    const visitor = await sharp(file).resize(size, size).removeAlpha().raw().toBuffer();
    for (let y = 0; y < size; y++) {
      data.set(visitor.subarray(y * size * 3, (y + 1) * size * 3), ((height - size + y) * width + left) * 3);
    }
    yield { width, height, order: 'rgb', data };
  }
}
