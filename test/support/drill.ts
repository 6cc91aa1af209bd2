import { instant } from '../../src/base/units.js';
import type { Observation, ObservedFace } from '../../src/vision/domain/observation.js';

const landmarks = [
  { x: 110, y: 110 },
  { x: 150, y: 110 },
  { x: 130, y: 132 },
  { x: 116, y: 154 },
  { x: 144, y: 154 },
];
let print = 0;

/** A good face that the passive model gives this score. @param x its place */
export function scored(score: number, x = 100): ObservedFace {
  const box = { x, y: 100, width: 60, height: 80 };
  const face = { faults: [], print: print++, liveness: { kind: 'checked', score }, detection: { box, landmarks } };
  return face as unknown as ObservedFace;
}

/** The same out of focus. */
export const blurred = (): ObservedFace => ({ ...scored(0), faults: ['blurred'] });

/** Ten frames a second, from 1 s on, each with this face or none. */
export const filmed = (...faces: readonly (ObservedFace | undefined)[]): readonly Observation[] =>
  faces.map(
    (face, i) =>
      ({ capturedAt: instant(1000 + 100 * i), faces: face === undefined ? [] : [face] }) as unknown as Observation,
  );

/** The same thing so many times. */
export const times = <T>(count: number, make: () => T): readonly T[] => Array.from({ length: count }, make);
