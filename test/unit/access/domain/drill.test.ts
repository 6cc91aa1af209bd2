import { describe, expect, it } from 'vitest';
import { type DrillDemand, drillHealth, drillStanding } from '../../../../src/access/domain/drill.js';
import type { Facts } from '../../../../src/audit/domain/audit.js';
import { millis, timestamp } from '../../../../src/base/units.js';

const day = 86_400_000;
const now = { wall: timestamp(1000 * day), wallTrusted: true };
const demand: DrillDemand = { level: 'strict', within: millis(90 * day), door: 'main', model: 'abc' };
const passed = { passed: true, door: 'main', digest: 'abc' };
const drilled = (daysAgo: number, changes: Facts = {}, wallTrusted = true) => ({
  wall: timestamp(now.wall - daysAgo * day),
  wallTrusted,
  facts: { ...passed, ...changes },
});

describe('drillStanding', () => {
  it.each<[string, Parameters<typeof drillStanding>[0], Partial<DrillDemand>, string]>([
    ['a young drill', [drilled(89)], {}, 'done'],
    ['the newest of several', [drilled(3), drilled(200)], {}, 'done'],
    ['a drill at the end of its time', [drilled(90)], {}, 'the last one was passed on 1972-06-29'],
    ['a drill that was not passed', [drilled(1, { passed: false })], {}, 'no passed drill of the door main'],
    ['one that was not passed after one that was', [drilled(1, { passed: false }), drilled(5)], {}, 'done'],
    ['a drill of another door', [drilled(1, { door: 'lab' })], {}, 'no passed drill of the door main'],
    ['a drill with another model', [drilled(1, { digest: 'xyz' })], {}, 'another passive model'],
    ['no drill', [], {}, 'no passed drill'],
    ['an audit log that cannot be read', undefined, {}, 'audit log cannot be read'],
    ['no model', [drilled(1)], { model: undefined }, 'no passive liveness model'],
    ['a drill whose clock was not trusted', [drilled(1, {}, false)], {}, 'not certain'],
    ['a drill of the future', [drilled(-1)], {}, 'not certain'],
    ['level standard', [], { level: 'standard' }, 'notDemanded'],
    ['level unchecked', undefined, { level: 'unchecked' }, 'notDemanded'],
    ['no drill demanded', [], { within: undefined }, 'notDemanded'],
  ])('%s', (_, drills, changes, expected) => {
    const standing = drillStanding(drills, { ...demand, ...changes }, now);
    const told = standing.kind === 'missing' ? standing.why : standing.kind;
    expect(told).toContain(expected);
  });

  it('counts as missing while the clock is not trusted', () => {
    expect(drillStanding([drilled(1)], demand, { ...now, wallTrusted: false })).toMatchObject({ kind: 'missing' });
  });
});

describe('drillHealth', () => {
  it.each<[string, number, number, readonly string[]]>([
    ['is ok at first', 1, 90, ['ok']],
    ['is degraded 14 days before', 76, 90, ['degraded']],
    ['is still ok a moment earlier', 75.9, 90, ['ok']],
    ['is failed at the end', 90, 90, ['failed']],
    ['warns later where the time is short', 0.4, 1, ['ok']],
    ['warns from half of a short time on', 0.5, 1, ['degraded']],
  ])('%s', (_, age, within, levels) => {
    const standing = drillStanding([drilled(age)], { ...demand, within: millis(within * day) }, now);
    expect(drillHealth(standing, now.wall).map(({ level }) => level)).toEqual(levels);
  });

  it('says nothing where no drill is demanded', () => {
    expect(drillHealth({ kind: 'notDemanded' }, now.wall)).toEqual([]);
  });
});
