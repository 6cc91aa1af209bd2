import { number, section } from '../fields.js';
import { ordered } from '../rules.js';

export const quality = section({
  minInterOcular: number('Fewest pixels between the eyes', 10, 500).default(24),
  maxTurn: number('Furthest turn of the head; 0 is frontal, about 1 profile', 0, 1).default(0.6),
  minBrightness: number('Darkest mean grey level of a face', 0, 255).default(40),
  maxBrightness: number('Brightest mean grey level of a face', 0, 255).default(225),
  minSharpness: number('Least sharpness of a face (variance of the Laplacian)', 0, 10_000).default(20),
  minInside: number('Least share of the face box inside the picture', 0, 1).default(0.9),
})
  .refine(...ordered({ low: 'minBrightness', high: 'maxBrightness', at: 'minBrightness', equal: 'refused' }))
  .describe('Gates that a face must pass before it is compared');
