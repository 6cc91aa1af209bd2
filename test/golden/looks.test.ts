import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CutOut } from '../../src/vision/imaging/cut-out.js';
import { squareOf } from '../../src/vision/liveness/look.js';
import { drawnFace } from './drawn-face.js';

/** Looks at the drawn face as training cuts them (`ostiary_train.pad.looks.stacked`): SHA-256 of [looks * width][width][3], RGB. */
interface Golden {
  readonly sides: readonly number[];
  readonly width: number;
  readonly cases: readonly { readonly box: readonly [number, number, number, number]; readonly sha256: string }[];
}
const { sides, width, cases } = JSON.parse(readFileSync('test/golden/looks.json', 'utf8')) as Golden;
const identity = Uint8Array.from({ length: 256 }, (_, i) => i);

it.each(cases)('the looks at a face in $box are those of training, bit for bit', ({ box: [x, y, w, h], sha256 }) => {
  const cut = new CutOut(width, 'rgb', identity);
  const bytes = width * width * 3;
  const pixels = new Uint8Array(sides.length * bytes);
  const box = { x, y, width: w, height: h };
  for (const [i, side] of sides.entries()) cut.write(drawnFace(), squareOf({ side }, box), pixels, i * bytes);
  expect(createHash('sha256').update(pixels).digest('hex')).toBe(sha256);
});
