import { beforeEach, expect, it } from 'vitest';
import { instant, millis } from '../../../../src/base/units.js';
import { Debounce } from '../../../../src/door/gpio/debounce.js';
import { ManualClock } from '../../../support/manual-clock.js';

let clock: ManualClock;
let told: [boolean, number][];
/** Edges that happened and that nobody has taken yet. */
let queued: (() => void)[];
let debounce: Debounce;

/** Milliseconds from the beginning. */
const now = () => clock.monotonic() - 1000;
const edge = (level: boolean, at = now()) => debounce.edge(level, instant(1000 + at));

beforeEach(() => {
  clock = new ManualClock();
  told = [];
  queued = [];
  debounce = new Debounce({
    period: millis(20),
    level: false,
    clock,
    look: () => {
      for (const happened of queued.splice(0)) happened();
    },
    tell: (level, at) => told.push([level, at - 1000]),
  });
});

it('tells of a level once it has lasted for the period', () => {
  edge(true);
  clock.pass(19.9);
  expect(told).toEqual([]);
  clock.pass(0.1);
  expect(told).toEqual([[true, 20]]);
  clock.pass(100);
  edge(false);
  clock.pass(20);
  expect(told).toEqual([
    [true, 20],
    [false, 140],
  ]);
});

it('counts from the edge, however late it is looked at', () => {
  clock.pass(8);
  edge(true, 3);
  clock.pass(15);
  expect(told).toEqual([[true, 23]]);
  clock.pass(100);
  edge(false, 50);
  clock.pass(0);
  expect(told.at(-1)).toEqual([false, 70]);
});

it('ignores what bounces, and tells once after the last bounce', () => {
  for (const level of [true, false, true, false, true]) {
    edge(level);
    clock.pass(5);
  }
  clock.pass(50);
  expect(told).toEqual([[true, 40]]);
});

it('ignores a level that goes back before the period is over', () => {
  edge(true);
  clock.pass(19);
  edge(false);
  clock.pass(100);
  expect(told).toEqual([]);
});

it('looks for edges that nobody has taken yet before it tells', () => {
  edge(true);
  queued.push(() => edge(false, 18));
  clock.pass(100);
  expect(told).toEqual([]);
  edge(true);
  queued.push(
    () => edge(false, 110),
    () => edge(true, 112),
  );
  clock.pass(100);
  expect(told).toEqual([[true, 132]]);
});

it('tells nothing once it is closed, also by what it looks at', () => {
  edge(true);
  debounce.close();
  clock.pass(100);
  edge(true);
  queued.push(() => debounce.close());
  clock.pass(100);
  expect(told).toEqual([]);
});
