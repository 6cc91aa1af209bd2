import { expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.js';
import { seconds } from '../../../src/base/units.js';
import { windDown } from '../../../src/base/wind-down.js';
import { ManualClock } from '../../support/manual-clock.js';

const settled = () => new Promise((done) => setImmediate(done));

it('ends the rest when a part fails, and tells of the first fault', async () => {
  const ended: string[] = [];
  const parts = {
    door: () => {
      throw new Error('relay stuck');
    },
    vision: () => ended.push('vision'),
  };
  const stages = [
    { limit: seconds(1), parts },
    { limit: seconds(1), parts: { store: async () => ended.push('store') } },
  ];
  await expect(windDown(stages, new ManualClock(), silentLog)).rejects.toThrow('relay stuck');
  expect(ended).toEqual(['vision', 'store']);
});

it('goes on when a part hangs', async () => {
  const clock = new ManualClock();
  const ended: string[] = [];
  const stages = [
    { limit: seconds(3), parts: { decisions: () => new Promise(() => undefined) } },
    { limit: seconds(3), parts: { store: () => ended.push('store') } },
  ];
  const down = windDown(stages, clock, silentLog);
  await settled();
  expect(ended).toEqual([]);
  clock.pass(3000);
  await down;
  expect(ended).toEqual(['store']);
});

it('begins all parts of a stage in one turn', () => {
  const begun: string[] = [];
  const parts = { door: () => begun.push('door'), vision: () => begun.push('vision') };
  void windDown([{ limit: seconds(1), parts }], new ManualClock(), silentLog);
  expect(begun).toEqual(['door', 'vision']);
});
