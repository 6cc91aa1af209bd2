import { constants, getPriority } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Daemon, startDaemon } from '../../src/compose/daemon.js';
import type { SimulatedDoor } from '../../src/door/simulated/door.js';
import { loadConfig } from '../../src/settings/load/load.js';
import { needs } from '../support/needs.js';
import { root } from '../support/places.js';
import { silentLog } from '../support/silent-log.js';
import { actor, TestTerminal, until } from '../support/terminal.js';

needs('models').describe(`kill -9 of the vision process during a presentation`, () => {
  const terminal = new TestTerminal();
  let daemon: Daemon;

  beforeAll(async () => {
    await terminal.walks([(await actor('Finn')).walkWith]);
    expect((await terminal.ostiary('key', 'create')).status).toBe(0);
    const config = loadConfig(terminal.config, { env: terminal.env, packageRoot: root });
    daemon = await startDaemon(config, { log: silentLog });
    await until(() => (daemon.status().counters.presentations ?? 0) > 0);
  });
  afterAll(async () => {
    await daemon?.close();
    terminal.remove();
  });

  it('leaves REX working at once, and vision comes back', async () => {
    const door = daemon.hardware as SimulatedDoor;
    const { visionPid, counters } = daemon.status();
    process.kill(visionPid, 'SIGKILL');
    const killed = performance.now();
    door.press();
    // Synchronous: there is nothing between the button and the relay that could be waited for.
    expect(door.strikeReleased()).toBe(true);
    await until(() => daemon.status().visionPid !== visionPid && daemon.status().health === 'ok');
    const back = performance.now() - killed;
    console.info(
      `vision back after ${back.toFixed(0)} ms; REX to relay ${daemon.status().rexLatency.max.toFixed(2)} ms`,
    );
    const { visionPid: now } = daemon.status();
    expect([getPriority(now), getPriority()]).toEqual([constants.priority.PRIORITY_BELOW_NORMAL, 0]);
    const processed = counters.framesProcessed ?? 0;
    await until(() => (daemon.status().counters.framesProcessed ?? 0) > processed + 5);
  });
});
