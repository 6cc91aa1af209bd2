import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Visitor } from './actor.js';
import type { Picture } from './drawing/develop.js';
import { approachFrames, emptyFrames, stayFrames } from './drawing/walk.js';
import { jpegOf } from './jpeg.js';

/** As set in config/demo.yaml. */
export const framesPerSecond = 10;
/** Frames of the empty corridor before a visitor. */
const empty = 24;

/** Frames from one visitor to the next. */
export const visitFrames = empty + approachFrames + stayFrames;

/** Background of the demo's door. */
const corridor = 12;

/** Plays visitors who walk up to the camera one after the other, as JPEG frames in `folder`. */
export async function renderWalks(
  folder: string,
  visitors: readonly Pick<Visitor, 'walk'>[],
  onVisit: () => void,
): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let frame = 0;
  const write = async (pictures: Iterable<Picture> | AsyncIterable<Picture>): Promise<void> => {
    for await (const picture of pictures) {
      const name = `${String(frame++).padStart(5, '0')}.jpg`;
      writeFileSync(join(folder, name), await jpegOf(picture));
    }
  };
  for (const visitor of visitors) {
    await write(emptyFrames(corridor, empty, frame));
    await write(visitor.walk(corridor, frame));
    onVisit();
  }
  await write(emptyFrames(corridor, empty, frame));
}
