import { beforeEach, describe, expect, it } from 'vitest';
import type { HealthReport, Pulse } from '../../../src/base/health.js';
import { silentLog } from '../../../src/base/log.js';
import { millis } from '../../../src/base/units.js';
import { HealthLoop } from '../../../src/health/health-loop.js';
import type { Watchdog } from '../../../src/health/ports/watchdog.js';
import { ManualClock } from '../../support/manual-clock.js';

let clock: ManualClock;
let told: string[];
let moves: boolean;
let movedAt: Pulse['movedAt'];
let reports: HealthReport[];

beforeEach(() => {
  clock = new ManualClock();
  told = [];
  moves = true;
  movedAt = clock.monotonic();
  reports = [{ part: 'door', level: 'ok', detail: 'normal, secured' }];
});

function start(within: number | undefined): HealthLoop {
  const watchdog: Watchdog = {
    within: within === undefined ? undefined : millis(within),
    ready: () => told.push('ready'),
    alive: () => told.push('alive'),
    status: (line) => told.push(line),
    reloading: () => told.push('reloading'),
    stopping: () => told.push('stopping'),
  };
  const pulses = () => {
    if (moves) movedAt = clock.monotonic();
    return [{ loop: 'door', movedAt, rest: millis(1000) }];
  };
  const loop = new HealthLoop({ pulses, reports: () => reports, watchdog, clock, log: silentLog });
  loop.start();
  return loop;
}

const alive = () => told.filter((line) => line === 'alive').length;

describe('the health loop', () => {
  it('is ready at once, then alive at least three times in the time of the watchdog', () => {
    start(600);
    expect(told).toEqual(['ready', 'alive', 'ok: door normal, secured']);
    clock.pass(600);
    expect(alive()).toBe(4);
  });

  it('says nothing more once the door does not move, until it moves again', () => {
    start(3000);
    moves = false;
    clock.pass(1000);
    const before = alive();
    clock.pass(10_000);
    expect(alive()).toBe(before);
    moves = true;
    clock.pass(500);
    expect(alive()).toBe(before + 1);
  });

  it('stays alive with a camera and a disk that are dead, and names them', () => {
    start(undefined);
    reports = [
      ...reports,
      { part: 'camera', level: 'failed', detail: 'lost' },
      { part: 'store', level: 'degraded', detail: 'opening' },
    ];
    const before = alive();
    clock.pass(5000);
    expect(alive()).toBe(before + 10);
    expect(told.at(-2)).toBe('alive');
    expect(told).toContain('failed: camera lost; store opening');
    expect(told.filter((line) => line.startsWith('failed'))).toHaveLength(1);
  });

  it('lets the loops rest while the terminal stops, and is silent once closed', () => {
    const loop = start(3000);
    moves = false;
    loop.stopping();
    const before = alive();
    clock.pass(5000);
    expect(told).toContain('stopping');
    expect(alive()).toBe(before + 10);
    loop.close();
    clock.pass(5000);
    expect(alive()).toBe(before + 10);
  });
});
