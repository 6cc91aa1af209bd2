import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { Aligner } from '../../src/vision/align/aligner.js';
import type { Landmarks } from '../../src/vision/domain/face.js';
import type { Image } from '../../src/vision/imaging/image.js';
import { Letterbox } from '../../src/vision/imaging/resize.js';
import { drawnFace } from './drawn-face.js';

/** Pictures that the daemon and `models/train` must cut and resize alike; the Python side reads the same files. */
export const folder = new URL('alignment/', import.meta.url);

interface Cases {
  readonly picture: string;
  readonly crops: readonly { readonly file: string; readonly landmarks: readonly (readonly [number, number])[] }[];
  readonly tensors: readonly {
    readonly file: string;
    /** Left, top, width, height of the part of the picture. */
    readonly region: readonly [number, number, number, number];
    readonly width: number;
    readonly height: number;
  }[];
}

/** Every golden file by name, as the daemon's code makes it now. */
export function renderedCases(): ReadonlyMap<string, Image> {
  const cases = JSON.parse(readFileSync(new URL('cases.json', folder), 'utf8')) as Cases;
  const picture = drawnFace();
  const rendered = new Map([[cases.picture, picture]]);
  cases.crops.forEach(({ file, landmarks }, slot) => {
    const points = landmarks.map(([x, y]) => ({ x, y })) as unknown as Landmarks;
    rendered.set(file, new Aligner().align(picture, points, slot));
  });
  const identity = Uint8Array.from({ length: 256 }, (_, pixel) => pixel);
  for (const { file, region, width, height } of cases.tensors) {
    const data = new Uint8Array(width * height * 3);
    new Letterbox({ width, height, channels: 'rgb' }, identity).write(part(picture, region), data);
    rendered.set(file, { width, height, order: 'rgb', data });
  }
  return rendered;
}

/** The pixels of a golden file, RGB. */
export async function recorded(file: string): Promise<Uint8Array> {
  return await sharp(readFileSync(new URL(file, folder)))
    .removeAlpha()
    .raw()
    .toBuffer();
}

function part(
  { data, width: stride }: Image,
  [left, top, width, height]: readonly [number, number, number, number],
): Image {
  const rows = Array.from({ length: height }, (_, y) => {
    const start = ((top + y) * stride + left) * 3;
    return data.subarray(start, start + width * 3);
  });
  return { width, height, order: 'rgb', data: Buffer.concat(rows) };
}
