import type { Captured } from '../source.js';
import { i420ToBgr } from './i420.js';
import type { RawFrame } from './raw-frames.js';

/** A BGR frame, unconverted. */
export function bgrCaptured(width: number, height: number): (frame: RawFrame) => Captured {
  return ({ bytes, begunAt, release }) => ({
    capturedAt: begunAt,
    width,
    height,
    samples: bytes,
    image: () => ({ width, height, order: 'bgr', data: bytes }),
    release,
  });
}

/** An I420 frame, converted only when taken, into memory that is reused for the next one. */
export function i420Captured(width: number, height: number): (frame: RawFrame) => Captured {
  const bgr = new Uint8ClampedArray(width * height * 3);
  const data = new Uint8Array(bgr.buffer);
  return ({ bytes, begunAt, release }) => ({
    capturedAt: begunAt,
    width,
    height,
    samples: bytes,
    image: () => {
      i420ToBgr(bytes, width, height, bgr);
      return { width, height, order: 'bgr', data };
    },
    release,
  });
}
