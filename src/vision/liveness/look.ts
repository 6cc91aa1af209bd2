import type { PadLook } from '../../models/domain/model-bundle.js';
import type { Box } from '../domain/face.js';
import { mostSide, type Square } from '../imaging/cut-out.js';

const leastSide = 16;

/** The square that a look sees: `look.side` times the longer side of the box, around its centre. Training cuts the same. */
export function squareOf({ side: factor }: PadLook, { x, y, width, height }: Box): Square {
  const side = Math.min(mostSide, Math.max(leastSide, Math.round(factor * Math.max(width, height))));
  return { left: Math.round(x + width / 2 - side / 2), top: Math.round(y + height / 2 - side / 2), side };
}
