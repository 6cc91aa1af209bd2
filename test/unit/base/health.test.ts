import { expect, it } from 'vitest';
import { hung, worst } from '../../../src/base/health.js';
import { instant, millis } from '../../../src/base/units.js';

it.each([
  [[], []],
  [['door'], [0]],
  [[], [1000]],
  [
    ['door', 'inputs'],
    [0, 999],
  ],
])('names the loops %j that moved last at %j, of those that may rest a second', (names, moved) => {
  const pulses = moved.map((at, i) => ({
    loop: i === 0 ? 'door' : 'inputs',
    movedAt: instant(at),
    rest: millis(1000),
  }));
  expect(hung(pulses, instant(2000))).toEqual(names);
});

it('takes the worst of all parts', () => {
  const report = (level: 'ok' | 'degraded' | 'failed') => ({ part: level, level, detail: '' });
  expect(worst([])).toBe('ok');
  expect(worst([report('ok'), report('failed'), report('degraded')])).toBe('failed');
});
