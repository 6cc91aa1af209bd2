import type { Person } from './person.js';
import type { Expression } from './shot.js';

/** Where the parts of a face are under an expression, on the head's base coordinates: geometry and paint both go by it. */
export interface Face {
  readonly eyeX: number;
  readonly upperLid: number;
  readonly lowerLid: number;
  readonly browY: number;
  readonly noseTip: number;
  readonly noseBase: number;
  readonly mouthY: number;
  readonly mouthWidth: number;
  /** Rise of the mouth's corners. */
  readonly corner: number;
  /** Half the gap between the lips. */
  readonly gap: number;
  readonly chinY: number;
}

export function faceOf({ eyes, brows, nose, mouth, skull }: Person, expression: Expression): Face {
  const smile = Math.max(-0.4, expression.smile);
  const lowerLid = eyes.open * 0.62 - 0.012 * Math.max(0, smile);
  const noseBase = -nose.length - 0.07;
  return {
    eyeX: eyes.apart,
    upperLid: upperLid(eyes.open, lowerLid, expression.eyesOpen),
    lowerLid,
    browY: brows.height + 0.035 * expression.browRaise,
    noseTip: -nose.length + 0.02,
    noseBase,
    mouthY: noseBase - mouth.drop + 0.015 * smile,
    mouthWidth: mouth.width * (1 + 0.16 * smile),
    corner: mouth.corner + 0.05 * smile,
    gap: 0.045 * expression.mouthOpen + 0.018 * Math.max(0, smile - 0.5),
    chinY: -1.1 - skull.chinLength,
  };
}

/** The lid follows how far the eyes are open; the last quarter brings it down onto the lower one. */
function upperLid(open: number, lowerLid: number, eyesOpen: number): number {
  const shut = 1 - Math.min(1, Math.max(0, eyesOpen) / 0.25);
  return open * Math.max(0, eyesOpen) - shut * lowerLid;
}
