import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';

const width = 640;
const height = 480;
/** As config/demo.yaml plays them. */
export const framesPerSecond = 10;
/** Frames of one visit and of the empty scene before it. */
const approach = 10;
const stay = 14;
const empty = 24;

/** Frames from one visitor to the next. */
export const visitFrames = empty + approach + stay;

/**
 * Plays visitors who walk up to the camera one after the other, as JPEG frames in `folder`.
 * A visitor is a picture that grows on a wall that is never twice the same, as a sensor's noise would have it.
 */
export async function renderWalks(folder: string, pictures: readonly string[], onVisit: () => void): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let frame = 0;
  const write = async (scene: Sharp): Promise<void> => {
    const name = `${String(frame++).padStart(5, '0')}.jpg`;
    writeFileSync(join(folder, name), await scene.jpeg({ quality: 90 }).toBuffer());
  };
  for (const [visit, picture] of pictures.entries()) {
    for (let i = 0; i < empty; i++) await write(wall(frame));
    for (let i = 0; i < approach + stay; i++) {
      const near = Math.min(1, (i + 1) / approach);
      const size = Math.round(90 + 330 * near);
      const sway = Math.round(3 * Math.sin(i * 1.7 + visit));
      const visitor = await sharp(picture).resize(size, size).toBuffer();
      const left = Math.round((width - size) / 2) + sway;
      await write(wall(frame).composite([{ input: visitor, left, top: height - size }]));
    }
    onVisit();
  }
  for (let i = 0; i < empty; i++) await write(wall(frame));
}

/** An empty corridor with the light of this moment. */
function wall(seed: number): Sharp {
  const data = Buffer.alloc(width * height * 3);
  let noise = (seed + 1) * 2654435761;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      noise = (Math.imul(noise, 1664525) + 1013904223) | 0;
      const level = 96 + (y >> 3) + ((noise >>> 28) & 7);
      data[at++] = level;
      data[at++] = level + 4;
      data[at++] = level + 10;
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}
