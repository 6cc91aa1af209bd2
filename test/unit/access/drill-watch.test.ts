import { expect, it } from 'vitest';
import type { DrillDemand } from '../../../src/access/domain/drill.js';
import { DrillWatch } from '../../../src/access/drill-watch.js';
import type { AuditRecord } from '../../../src/audit/domain/audit.js';
import { millis } from '../../../src/base/units.js';
import { ManualClock } from '../../support/manual-clock.js';

const demand: DrillDemand = { level: 'strict', within: millis(86_400_000), door: 'main', model: 'abc' };

function watchOf(change: Partial<DrillDemand> = {}) {
  const clock = new ManualClock();
  const facts = { passed: true, door: 'main', digest: 'abc' };
  const state = { open: true, broken: false, reads: 0, drills: [{ wall: clock.wall(), wallTrusted: true, facts }] };
  const watch = new DrillWatch({
    drills: () => {
      state.reads++;
      if (state.broken) throw new Error('disk');
      return state.open ? (state.drills as unknown as readonly AuditRecord[]) : undefined;
    },
    demand: () => ({ ...demand, ...change }),
    clock,
  });
  return { watch, state, clock };
}

it('reads the audit log now and then, not for every decision', () => {
  const { watch, state, clock } = watchOf();
  expect([watch.standing().kind, watch.standing().kind, state.reads]).toEqual(['done', 'done', 1]);
  state.drills = [];
  clock.pass(59_000);
  expect(watch.standing().kind).toBe('done');
  clock.pass(2000);
  expect([watch.standing().kind, state.reads]).toEqual(['missing', 2]);
});

it('counts a drill as missing until the audit log is open, and while it cannot be read', () => {
  const { watch, state, clock } = watchOf();
  state.open = false;
  expect(watch.standing()).toMatchObject({ kind: 'missing', why: 'the audit log cannot be read' });
  expect(watch.health()).toMatchObject([{ part: 'drill', level: 'failed' }]);
  state.open = true;
  expect(watch.standing().kind).toBe('done');
  state.broken = true;
  clock.pass(61_000);
  expect(watch.standing().kind).toBe('missing');
  state.broken = false;
  expect(watch.standing().kind).toBe('done');
});

it('ends in time, without another look', () => {
  const { watch, clock } = watchOf();
  expect(watch.standing().kind).toBe('done');
  clock.wallShift = 86_400_000;
  expect(watch.standing().kind).toBe('missing');
});

it('leaves the audit log alone where no drill is demanded', () => {
  const { watch, state } = watchOf({ within: undefined });
  expect([watch.standing().kind, watch.health(), state.reads]).toEqual(['notDemanded', [], 0]);
});
