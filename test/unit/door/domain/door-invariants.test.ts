import { describe, expect, it } from 'vitest';
import { type Instant, instant, millis } from '../../../../src/base/units.js';
import {
  type Door,
  type DoorInput,
  initialDoor,
  next,
  nextDeadline,
  openGrace,
  type ReleaseCause,
  released,
} from '../../../../src/door/domain/door.js';
import { fc } from '../../../support/property.js';

/** A coarse clock: one step is a third of the grace, and the times are a few steps, so that every order of deadlines occurs. */
const step = openGrace / 3;
const times = { release: millis(4 * step), heldOpenAfter: millis(6 * step) };

const causes: readonly ReleaseCause[] = [
  { kind: 'grant', decision: 'd', person: 'p' },
  { kind: 'remote', command: 'c' },
  { kind: 'rex' },
];
const inputs: readonly DoorInput[] = [
  ...causes.map((cause): DoorInput => ({ kind: 'release', cause })),
  { kind: 'contact', open: true },
  { kind: 'contact', open: false },
  { kind: 'tick' },
  { kind: 'mode', mode: 'normal' },
  { kind: 'mode', mode: 'lockdown' },
  { kind: 'mode', mode: 'unlocked' },
];

/** Holds in every state. */
function checkState(door: Door, now: Instant): void {
  const strike = door.strike;
  if (strike.kind === 'released') {
    const deadline = nextDeadline(door);
    expect(deadline, 'every release has a deadline').toBeDefined();
    expect(deadline).toBeLessThanOrEqual(strike.until);
    expect(strike.until, 'no release is longer than the release time').toBeLessThanOrEqual(now + times.release);
  }
  if (door.mode === 'lockdown' && released(door)) {
    expect(strike.kind === 'released' && strike.cause.kind, 'lockdown leaves only REX releases').toBe('rex');
  }
  if (released(door)) expect(door.alarm, 'no forced-open alarm while released').not.toBe('forcedOpen');
  if (door.alarm !== 'none') expect(door.contact.kind, 'an alarm is about an open door').toBe('open');
}

/** Holds for every step. */
function checkStep(before: Door, input: DoorInput, door: Door, now: Instant): void {
  if (input.kind === 'release' && input.cause.kind === 'rex') {
    expect(released(door), 'REX always releases').toBe(true);
    expect(door.strike).toMatchObject({ kind: 'released', until: now + times.release });
  }
  if (input.kind === 'tick') {
    if (door.strike.kind === 'released') expect(door.strike.until, 'a tick ends what is over').toBeGreaterThan(now);
    const deadline = nextDeadline(door);
    if (deadline !== undefined) expect(deadline, 'after a tick no deadline lies in the past').toBeGreaterThan(now);
  }
  if (before.contact.kind === 'unknown') {
    expect(door.alarm, 'no forced-open alarm at boot').not.toBe('forcedOpen');
  }
  if (!released(before) && released(door)) {
    expect(['release', 'mode'], 'only a release or a mode releases').toContain(input.kind);
  }
}

/** The state as seen from now: instants as offsets, those that cannot matter any more as one. */
function abstracted(door: Door, now: Instant): string {
  const offset = (at: Instant) => Math.max(-openGrace - step, at - now);
  const { strike, contact } = door;
  return JSON.stringify([
    door.mode,
    strike.kind,
    strike.kind === 'released' ? [offset(strike.until), strike.cause.kind] : strike.since && offset(strike.since),
    contact.kind,
    contact.kind === 'open' && offset(contact.closeBy),
    door.alarm,
  ]);
}

describe('the door in every reachable state', () => {
  it('keeps its invariants', () => {
    const seen = new Set<string>();
    const queue: [Door, Instant][] = [[initialDoor, instant(0)]];
    let steps = 0;
    const visit = (door: Door, now: Instant) => {
      const state = abstracted(door, now);
      if (seen.has(state)) return;
      seen.add(state);
      checkState(door, now);
      queue.push([door, now]);
    };
    checkState(initialDoor, instant(0));
    for (let entry = queue.shift(); entry; entry = queue.shift()) {
      const [door, now] = entry;
      for (const input of inputs) {
        const then = next(door, input, now, times);
        checkStep(door, input, then, now);
        visit(then, now);
        steps++;
      }
      // The shell ticks when a deadline is due, perhaps late: time goes on with and without it.
      visit(door, instant(now + step));
    }
    expect(steps).toBeGreaterThan(5000);
    const modes = [...seen].map((state) => JSON.parse(state) as unknown[]);
    for (const alarm of ['none', 'heldOpen', 'forcedOpen']) expect(modes.some((s) => s[5] === alarm)).toBe(true);
  });

  it('keeps them over any history at any moments', () => {
    const event = fc.record({
      wait: fc.double({ min: 0, max: 40 * step, noNaN: true }),
      input: fc.constantFrom(...inputs),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let door = initialDoor;
        let now = 0;
        for (const { wait, input } of events) {
          now += wait;
          // A shell that ticks when due and a hanging one: the tick comes before the input or not at all.
          const deadline = nextDeadline(door);
          if (deadline !== undefined && deadline <= now && wait < 20 * step) {
            door = next(door, { kind: 'tick' }, instant(now), times);
          }
          const before = door;
          door = next(before, input, instant(now), times);
          checkState(door, instant(now));
          checkStep(before, input, door, instant(now));
        }
      }),
      { numRuns: 500 },
    );
  });
});
