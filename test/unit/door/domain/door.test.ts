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

const times = { release: millis(5000), heldOpenAfter: millis(30_000) };
const grant: ReleaseCause = { kind: 'grant', decision: 'd1', person: 'p1' };
const remote: ReleaseCause = { kind: 'remote', command: 'c1' };
const rex: ReleaseCause = { kind: 'rex' };
const t = (ms: number): Instant => instant(ms);

const closed: Door = { ...initialDoor, contact: { kind: 'closed' } };
const openFrom = (at: number): Door => ({ ...closed, contact: { kind: 'open', closeBy: t(at + 30_000) } });
const releasedAt = (at: number, cause: ReleaseCause, door: Door = closed): Door => ({
  ...door,
  strike: { kind: 'released', until: t(at + 5000), cause },
});

describe('next', () => {
  const rows: readonly [name: string, before: Door, input: DoorInput, at: number, expected: Partial<Door>][] = [
    ['grant releases', closed, { kind: 'release', cause: grant }, 100, releasedAt(100, grant)],
    ['remote releases', closed, { kind: 'release', cause: remote }, 100, releasedAt(100, remote)],
    ['REX releases', closed, { kind: 'release', cause: rex }, 100, releasedAt(100, rex)],
    ['a grant renews a release', releasedAt(0, rex), { kind: 'release', cause: grant }, 4000, releasedAt(4000, grant)],
    [
      'lockdown ignores a grant',
      { ...closed, mode: 'lockdown' },
      { kind: 'release', cause: grant },
      100,
      { strike: { kind: 'secured' } },
    ],
    [
      'lockdown ignores a remote release',
      { ...closed, mode: 'lockdown' },
      { kind: 'release', cause: remote },
      100,
      { strike: { kind: 'secured' } },
    ],
    [
      'REX releases in lockdown',
      { ...closed, mode: 'lockdown' },
      { kind: 'release', cause: rex },
      100,
      { mode: 'lockdown', strike: releasedAt(100, rex).strike },
    ],
    [
      'a release clears held open and renews closeBy',
      { ...openFrom(0), alarm: 'heldOpen' },
      { kind: 'release', cause: grant },
      40_000,
      { alarm: 'none', contact: { kind: 'open', closeBy: t(70_000) } },
    ],
    [
      'a release clears forced open',
      { ...openFrom(0), alarm: 'forcedOpen' },
      { kind: 'release', cause: rex },
      10,
      { alarm: 'none' },
    ],
    [
      'opening secures and sets closeBy',
      releasedAt(0, grant),
      { kind: 'contact', open: true },
      1000,
      { strike: { kind: 'secured', since: t(1000) }, contact: { kind: 'open', closeBy: t(31_000) }, alarm: 'none' },
    ],
    ['opening a secured door forces it', closed, { kind: 'contact', open: true }, 9, { alarm: 'forcedOpen' }],
    ['a door found open at boot is no alarm', initialDoor, { kind: 'contact', open: true }, 9, { alarm: 'none' }],
    [
      'opening an unlocked door is no alarm',
      { ...closed, mode: 'unlocked' },
      { kind: 'contact', open: true },
      9,
      { alarm: 'none' },
    ],
    [
      'opening within the grace of relocking is no alarm',
      { ...closed, strike: { kind: 'secured', since: t(5000) } },
      { kind: 'contact', open: true },
      5000 + openGrace,
      { alarm: 'none' },
    ],
    [
      'opening after the grace is forced',
      { ...closed, strike: { kind: 'secured', since: t(5000) } },
      { kind: 'contact', open: true },
      5001 + openGrace,
      { alarm: 'forcedOpen' },
    ],
    ['open again changes nothing', openFrom(0), { kind: 'contact', open: true }, 50, openFrom(0)],
    [
      'closing clears held open',
      { ...openFrom(0), alarm: 'heldOpen' },
      { kind: 'contact', open: false },
      5,
      { alarm: 'none', contact: { kind: 'closed' } },
    ],
    [
      'closing clears forced open',
      { ...openFrom(0), alarm: 'forcedOpen' },
      { kind: 'contact', open: false },
      5,
      { alarm: 'none', contact: { kind: 'closed' } },
    ],
    ['a tick before until changes nothing', releasedAt(0, grant), { kind: 'tick' }, 4999, releasedAt(0, grant)],
    [
      'a tick at until secures',
      releasedAt(0, grant),
      { kind: 'tick' },
      5000,
      { strike: { kind: 'secured', since: t(5000) } },
    ],
    ['a tick before closeBy changes nothing', openFrom(0), { kind: 'tick' }, 29_999, openFrom(0)],
    ['a tick at closeBy raises held open', openFrom(0), { kind: 'tick' }, 30_000, { alarm: 'heldOpen' }],
    [
      'forced open outranks held open',
      { ...openFrom(0), alarm: 'forcedOpen' },
      { kind: 'tick' },
      30_000,
      { alarm: 'forcedOpen' },
    ],
    [
      'an unlocked door may stand open',
      { ...openFrom(0), mode: 'unlocked' },
      { kind: 'tick' },
      30_000,
      { alarm: 'none' },
    ],
    [
      'lockdown cuts a grant',
      releasedAt(0, grant),
      { kind: 'mode', mode: 'lockdown' },
      10,
      { mode: 'lockdown', strike: { kind: 'secured', since: t(10) } },
    ],
    [
      'lockdown leaves a REX release',
      releasedAt(0, rex),
      { kind: 'mode', mode: 'lockdown' },
      10,
      { mode: 'lockdown', strike: releasedAt(0, rex).strike },
    ],
    [
      'unlocked clears alarms',
      { ...openFrom(0), alarm: 'forcedOpen' },
      { kind: 'mode', mode: 'unlocked' },
      10,
      { mode: 'unlocked', alarm: 'none' },
    ],
    [
      'leaving unlocked gives time to close',
      { ...openFrom(0), mode: 'unlocked' },
      { kind: 'mode', mode: 'normal' },
      90_000,
      { mode: 'normal', contact: { kind: 'open', closeBy: t(120_000) }, alarm: 'none' },
    ],
    ['the same mode changes nothing', closed, { kind: 'mode', mode: 'normal' }, 10, closed],
  ];

  it.each(rows)('%s', (_name, before, input, at, expected) => {
    expect(next(before, input, t(at), times)).toMatchObject(expected);
  });

  it('answers the same object when nothing changes', () => {
    const lockdown: Door = { ...closed, mode: 'lockdown' };
    expect(next(lockdown, { kind: 'release', cause: grant }, t(1), times)).toBe(lockdown);
    expect(next(closed, { kind: 'tick' }, t(1), times)).toBe(closed);
    expect(next(closed, { kind: 'contact', open: false }, t(1), times)).toBe(closed);
  });
});

describe('released', () => {
  it('follows the strike, and the mode while that is unlocked', () => {
    expect(released(closed)).toBe(false);
    expect(released(releasedAt(0, grant))).toBe(true);
    expect(released({ ...closed, mode: 'unlocked' })).toBe(true);
    expect(released({ ...closed, mode: 'lockdown' })).toBe(false);
  });
});

describe('nextDeadline', () => {
  it('is the earlier of relock and held open', () => {
    expect(nextDeadline(closed)).toBeUndefined();
    expect(nextDeadline(releasedAt(0, grant))).toBe(5000);
    expect(nextDeadline(openFrom(0))).toBe(30_000);
    expect(nextDeadline(releasedAt(1000, grant, openFrom(0)))).toBe(6000);
    expect(nextDeadline(releasedAt(28_000, grant, openFrom(0)))).toBe(30_000);
  });

  it('is none for what has been raised already or is not supervised', () => {
    expect(nextDeadline({ ...openFrom(0), alarm: 'heldOpen' })).toBeUndefined();
    expect(nextDeadline({ ...openFrom(0), mode: 'unlocked' })).toBeUndefined();
  });
});
