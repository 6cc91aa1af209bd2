import { clamp, hash } from './noise.js';
import type { Camera } from './shot.js';

/** An RGB picture, three bytes a pixel, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly order: 'rgb';
  readonly data: Uint8Array;
}

/** Linear light on the sensor, three values a pixel: everything of a picture but its noise. */
export type Exposure = Float32Array;

/** Linear light to an 8-bit picture: the tone curve and the noise of this moment. */
export function develop(light: Exposure, { width, height, noise }: Camera, seed: number): Picture {
  const data = new Uint8Array(light.length);
  for (let i = 0; i < data.length; i++) {
    data[i] = clamp(Math.round(toned(light[i] as number) + noise * grain(i, seed)), 0, 255);
  }
  return { width, height, order: 'rgb', data };
}

/** About normal, deviation 1: the sum of four bytes of a hash. */
function grain(i: number, seed: number): number {
  const bits = hash(i, seed, 5);
  return ((bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24) - 510) / 148;
}

/** Grey level of linear light: highlights are compressed, then IEC 61966-2-1. By table: a picture has a million of them. */
function toned(light: number): number {
  return toneTable[Math.min(toneTable.length - 1, Math.round(light * 4096))] as number;
}
const toneTable = Float32Array.from({ length: 8 * 4096 }, (_, i) => {
  const exposed = i / 4096;
  const x = clamp(exposed / (1 + 0.22 * exposed));
  return 255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);
});

/** Gaussian blur of three interleaved channels, by rows and then by columns; beyond the edge the edge goes on. */
export function blur(light: Exposure, width: number, height: number, deviation: number): Exposure {
  const radius = Math.ceil(deviation * 2.5);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * deviation ** 2)),
  );
  const total = weights.reduce((a, b) => a + b, 0);
  const kernel = Float64Array.from(weights, (weight) => weight / total);
  const rows = new Float32Array(light.length);
  const both = new Float32Array(light.length);
  smear(light, rows, kernel, { step: 3, length: width, line: width * 3, lines: height });
  smear(rows, both, kernel, { step: width * 3, length: height, line: 3, lines: width });
  return both;
}

interface Walk {
  /** From one pixel of a line to the next, and from one line to the next. */
  readonly step: number;
  readonly line: number;
  readonly length: number;
  readonly lines: number;
}

function smear(from: Exposure, to: Exposure, kernel: Float64Array, { step, length, line, lines }: Walk): void {
  const radius = (kernel.length - 1) / 2;
  for (let l = 0; l < lines; l++) {
    for (let i = 0; i < length; i++) {
      for (let c = 0; c < 3; c++) {
        const start = l * line + c;
        let value = 0;
        for (let k = -radius; k <= radius; k++) {
          const at = Math.max(0, Math.min(length - 1, i + k));
          value += (kernel[k + radius] as number) * (from[start + at * step] as number);
        }
        to[start + i * step] = value;
      }
    }
  }
}
