/** Value noise: smooth, 0..1, the same everywhere for the same coordinates. */
export function noise(x: number, y: number, z: number): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const iz = Math.floor(z);
  const fx = smooth(x - ix);
  const fy = smooth(y - iy);
  const fz = smooth(z - iz);
  const near = mix(
    mix(lattice(ix, iy, iz), lattice(ix + 1, iy, iz), fx),
    mix(lattice(ix, iy + 1, iz), lattice(ix + 1, iy + 1, iz), fx),
    fy,
  );
  const far = mix(
    mix(lattice(ix, iy, iz + 1), lattice(ix + 1, iy, iz + 1), fx),
    mix(lattice(ix, iy + 1, iz + 1), lattice(ix + 1, iy + 1, iz + 1), fx),
    fy,
  );
  return mix(near, far, fz);
}

/** White noise on whole numbers, 0..1. */
export const lattice = (x: number, y: number, z: number): number => hash(x, y, z) / 4294967296;

/** 32 random bits for whole numbers. */
export function hash(x: number, y: number, z: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(z, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export const mix = (a: number, b: number, share: number): number => a + (b - a) * share;

export const clamp = (value: number, low = 0, high = 1): number => Math.max(low, Math.min(high, value));

/** 0 below `low`, 1 above `high`, smooth between; reversed when `low` is the larger. */
export function ramp(low: number, high: number, value: number): number {
  return smooth(clamp((value - low) / (high - low)));
}

/** A bell of height 1 that is 1/e at distance `width`. */
export const bell = (distance: number, width: number): number => Math.exp(-((distance / width) ** 2));

const smooth = (t: number): number => t * t * (3 - 2 * t);
