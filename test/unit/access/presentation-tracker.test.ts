import { expect, it } from 'vitest';
import { PresentationTracker } from '../../../src/access/presentation-tracker.js';
import { instant } from '../../../src/base/units.js';

const box = (x: number, width = 100) => ({ x, y: 0, width, height: 100 });

it('gives each face the visit that it overlaps most, whichever face comes first', () => {
  let ids = 0;
  const present = new PresentationTracker(() => `v${++ids}`);
  present.assign([box(0)], instant(0));
  // A larger face that appears beside the visitor also overlaps where he was, but less than he himself.
  const visits = present.assign([box(40, 120), box(5)], instant(100));
  expect(visits.map((v) => [v.presentation.id, v.isNew])).toEqual([
    ['v2', true],
    ['v1', false],
  ]);
});

it('keeps every visit when all move at once', () => {
  let ids = 0;
  const present = new PresentationTracker(() => `v${++ids}`);
  present.assign([box(0), box(60), box(300)], instant(0));
  const visits = present.assign([box(310), box(15), box(75)], instant(100));
  expect(visits.map((v) => v.presentation.id)).toEqual(['v3', 'v1', 'v2']);
});
