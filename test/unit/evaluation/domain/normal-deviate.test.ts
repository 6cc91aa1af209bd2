import { expect, it } from 'vitest';
import { normalDeviate } from '../../../../src/evaluation/domain/normal-deviate.js';

it.each([
  [0.5, 0],
  [0.975, 1.959963984540054],
  [0.05, -1.6448536269514729],
  [0.001, -3.090232306167813],
  [0.99, 2.3263478740408408],
  [0, Number.NEGATIVE_INFINITY],
  [1, Number.POSITIVE_INFINITY],
])('the normal deviate of %d is %d', (share, deviate) => {
  if (Number.isFinite(deviate)) expect(normalDeviate(share)).toBeCloseTo(deviate, 7);
  else expect(normalDeviate(share)).toBe(deviate);
});

it('has none for what is no share', () => expect(normalDeviate(1.1)).toBeNaN());
