import { describe, expect, it } from 'vitest';
import { type AttackAlarm, countAttack, isPaused, noAttacks } from '../../../../src/access/domain/attack-alarm.js';
import { instant, millis, minutes } from '../../../../src/base/units.js';

const rules = { attempts: 3, pause: minutes(5) };

/** Counts attacks at these minutes. */
function attacked(...at: readonly number[]) {
  let alarm: AttackAlarm = noAttacks;
  const raised = at.map((minute, i) => {
    const counted = countAttack(alarm, `visit ${i}`, instant(minutes(minute)), rules);
    alarm = counted.alarm;
    return counted.raised;
  });
  return { alarm, raised };
}

describe('countAttack', () => {
  it.each([
    ['the third within ten minutes', [0, 5, 10], [false, false, true]],
    ['attacks that are far apart', [0, 5, 10.1, 16], [false, false, false, false]],
    ['a new count after an alarm', [0, 1, 2, 3, 4, 5], [false, false, true, false, false, true]],
  ])('raises the alarm: %s', (_, at, raised) => {
    expect(attacked(...at).raised).toEqual(raised);
  });

  it('counts a visit once, however often it attacks', () => {
    let alarm: AttackAlarm = noAttacks;
    for (let i = 0; i < 10; i++) ({ alarm } = countAttack(alarm, 'one visit', instant(i), rules));
    expect([alarm.attacks.length, alarm.pausedUntil]).toEqual([1, undefined]);
  });

  it('pauses from the alarm on, for the time that is set', () => {
    const { alarm } = attacked(0, 1, 2);
    expect(isPaused(noAttacks, instant(0))).toBe(false);
    expect(isPaused(alarm, instant(minutes(7) - 1))).toBe(true);
    expect(isPaused(alarm, instant(minutes(7)))).toBe(false);
  });

  it('keeps a pause while further attacks are counted', () => {
    const { alarm } = attacked(0, 1, 2, 3);
    expect(isPaused(alarm, instant(minutes(6)))).toBe(true);
  });

  it('never pauses with a pause of zero', () => {
    const { alarm, raised } = countAttack(noAttacks, 'visit', instant(5), { attempts: 1, pause: millis(0) });
    expect([raised, isPaused(alarm, instant(5))]).toEqual([true, false]);
  });
});
