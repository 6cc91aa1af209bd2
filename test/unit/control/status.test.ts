import { expect, it } from 'vitest';
import { millis } from '../../../src/base/units.js';
import { statusOf } from '../../../src/control/status.js';
import { initialDoor } from '../../../src/door/domain/door.js';

it('shows the terminal, its door and its worst health', () => {
  const rest = {
    version: '1.2.3',
    pid: 10,
    visionPid: 11,
    rexLatency: { count: 1, last: 2, max: 3 },
    residentBytes: { door: 100, vision: 200 },
    counters: { granted: 4 },
    stages: {},
  };
  const reports = [
    { part: 'door', level: 'ok', detail: 'closed' },
    { part: 'vision', level: 'degraded', detail: 'no camera' },
    { part: 'liveness', level: 'ok', detail: 'pad on xnnpack' },
  ] as const;
  const status = statusOf({
    ...rest,
    terminal: { name: 'door-1', door: 'main' },
    uptime: millis(90_500),
    door: { ...initialDoor, mode: 'unlocked', contact: { kind: 'closed' } },
    liveness: 'strict',
    reports,
  });
  expect(status).toEqual({
    ...rest,
    terminal: 'door-1',
    uptimeSeconds: 90.5,
    health: 'degraded',
    reports,
    liveness: { level: 'strict', passiveModel: 'ok' },
    door: { name: 'main', released: true, mode: 'unlocked', contact: 'closed', alarm: 'none' },
  });
});
