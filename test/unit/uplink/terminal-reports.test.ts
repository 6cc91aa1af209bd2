import { describe, expect, it } from 'vitest';
import type { HealthReport } from '../../../src/base/health.js';
import { instant } from '../../../src/base/units.js';
import { type Door, initialDoor } from '../../../src/door/domain/door.js';
import type { TerminalInfo } from '../../../src/protocol/domain/reports.js';

import { healthSummary, TerminalReports } from '../../../src/uplink/terminal-reports.js';
import { ManualClock } from '../../support/manual-clock.js';
import { MemoryLog } from '../../support/memory-log.js';
import { TestUplink } from '../../support/test-uplink.js';
import { turns } from '../../support/turns.js';

const second = 1000;
const well: HealthReport = { part: 'store', level: 'ok', detail: 'open' };
const ill: HealthReport = { part: 'store', level: 'failed', detail: 'no space' };

function open() {
  const [clock, uplink, log] = [new ManualClock(), new TestUplink(), new MemoryLog()];
  const state = { door: initialDoor as Door, health: [well], info: async () => ({ version: '1' }) as TerminalInfo };
  const reports = new TerminalReports({
    uplink,
    info: () => state.info(),
    door: () => state.door,
    health: () => state.health,
    clock,
    log,
  });
  const levels = () => uplink.healths.map(({ level }) => level);
  return { clock, uplink, log, state, reports, levels };
}

describe('a terminal', () => {
  it('tells everything about itself with each connection', async () => {
    const { reports, uplink, levels } = open();
    reports.connected();
    reports.connected();
    await turns();
    expect(uplink.infos).toEqual([{ version: '1' }, { version: '1' }]);
    expect([uplink.doors.length, levels()]).toEqual([2, ['ok', 'ok']]);
  });

  it('tells its health within five seconds of a change, and once a minute without one', async () => {
    const { reports, clock, state, levels } = open();
    reports.start();
    reports.connected();
    clock.pass(59 * second);
    expect(levels()).toEqual(['ok']);
    state.health = [ill];
    clock.pass(5 * second);
    expect(levels()).toEqual(['ok', 'failed']);
    // Another detail alone is no news.
    state.health = [{ ...ill, detail: 'still no space' }];
    clock.pass(50 * second);
    expect(levels()).toEqual(['ok', 'failed']);
    clock.pass(10 * second);
    expect(levels()).toEqual(['ok', 'failed', 'failed']);
  });

  it('tells the door as it is now', async () => {
    const { reports, uplink, state, clock } = open();
    const at = clock.wall();
    state.door = {
      mode: 'lockdown',
      strike: { kind: 'released', until: instant(5000), cause: { kind: 'rex' } },
      contact: { kind: 'open', closeBy: instant(9000) },
      alarm: 'heldOpen',
    };
    reports.doorChanged();
    state.door = { ...initialDoor, mode: 'unlocked' };
    reports.doorChanged();
    await turns();
    expect(uplink.doors).toEqual([
      { at, mode: 'lockdown', released: true, contact: 'open', alarm: 'heldOpen' },
      { at, mode: 'unlocked', released: true, contact: 'unknown', alarm: 'none' },
    ]);
  });

  it('tells nothing without a connection', async () => {
    const { reports, uplink, clock } = open();
    uplink.online = false;
    reports.start();
    reports.infoChanged();
    reports.doorChanged();
    clock.pass(300 * second);
    await turns();
    uplink.online = true;
    expect([uplink.infos, uplink.doors, uplink.healths]).toEqual([[], [], []]);
  });

  it('is not disturbed by a report that cannot be made', async () => {
    const { reports, state, log, uplink } = open();
    state.info = async () => {
      throw new Error('the database is locked');
    };
    reports.connected();
    await turns();
    expect(log.at('debug')).toEqual(['cannot publish a report']);
    expect(uplink.doors).toHaveLength(1);
  });

  it('tells nothing more once closed', () => {
    const { reports, clock, state, levels } = open();
    reports.start();
    reports.connected();
    reports.close();
    state.health = [ill];
    clock.pass(300 * second);
    expect([levels(), clock.due]).toEqual([['ok'], 0]);
  });
});

it('is as well as its worst part', () => {
  const clock = new ManualClock();
  expect(healthSummary([well, ill], clock)).toEqual({ at: clock.wall(), level: 'failed', parts: [well, ill] });
});
