import { number, section } from '../fields.js';
import { ordered } from '../rules.js';

export const quality = section({
  minInterOcular: number('Minimum distance between the eyes, in pixels', 10, 500).default(24),
  maxTurn: number('Maximum turn of the head; 0 is frontal, about 1 is profile', 0, 1).default(0.6),
  minBrightness: number('Minimum mean grey level of a face', 0, 255).default(40),
  maxBrightness: number('Maximum mean grey level of a face', 0, 255).default(225),
  minSharpness: number('Minimum sharpness of a face (variance of the Laplacian)', 0, 10_000).default(20),
  minInside: number('Minimum share of the face box inside the frame', 0, 1).default(0.9),
})
  .refine(...ordered({ low: 'minBrightness', high: 'maxBrightness', at: 'minBrightness', equal: 'refused' }))
  .describe('Quality limits that a face must meet before it is compared');
