import { describe, expect, it } from 'vitest';
import { AttackGuard } from '../../../src/access/attack-guard.js';
import { seconds } from '../../../src/base/units.js';
import { ManualClock } from '../../support/manual-clock.js';
import { MemoryAudit } from '../../support/memory-audit.js';
import { MemoryLog } from '../../support/memory-log.js';

function open() {
  const [clock, log, counted] = [new ManualClock(), new MemoryLog(), [] as string[]];
  const audit = new MemoryAudit(clock);
  const settings = () => ({ door: 'main', attempts: 2, pause: seconds(60) });
  const guard = new AttackGuard({ audit, meter: { count: (name) => counted.push(name) }, clock, log, settings });
  return { clock, audit, log, counted, guard };
}

describe('attacks on a door', () => {
  it('raise an alarm at the number set, with facts and no picture', () => {
    const { guard, audit, log, counted } = open();
    guard.attacked('visit-1');
    expect([guard.paused(), audit.events, guard.health()]).toEqual([false, [], []]);
    guard.attacked('visit-2');
    expect(guard.paused()).toBe(true);
    expect(audit.of('access.attackAlarm')).toEqual([
      { presentation: 'visit-2', door: 'main', attacks: 2, pauseSeconds: 60 },
    ]);
    expect(counted).toEqual(['attacks', 'attacks', 'attackAlarms']);
    expect(log.at('warn')).toEqual(['attack alarm: recognition is paused']);
  });

  it('pause recognition for the time set, and health says so', () => {
    const { guard, clock } = open();
    guard.attacked('visit-1');
    guard.attacked('visit-2');
    clock.pass(20_500);
    expect(guard.health()).toMatchObject([{ part: 'recognition', level: 'degraded' }]);
    expect(guard.health()[0]?.detail).toContain('another 40 s');
    clock.pass(39_500);
    expect([guard.paused(), guard.health()]).toEqual([false, []]);
  });

  it('can be called off by a user of the terminal, once', () => {
    const { guard, audit } = open();
    expect(guard.resume(1000)).toBe(false);
    guard.attacked('visit-1');
    guard.attacked('visit-2');
    expect(guard.resume(1000)).toBe(true);
    expect([guard.paused(), guard.health()]).toEqual([false, []]);
    expect(guard.resume(1000)).toBe(false);
    expect(audit.of('access.resumed')).toEqual([{ door: 'main', user: 1000 }]);
  });
});
