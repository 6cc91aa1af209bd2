import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { systemdWatchdog } from '../../../src/health/systemd/watchdog.js';
import { TestFleet } from '../../support/fleet.js';
import { needs } from '../../support/needs.js';
import { root } from '../../support/places.js';
import { silentLog } from '../../support/silent-log.js';
import { TestTerminal } from '../../support/terminal.js';
import { listenAsSystemd } from './notifications.js';

const patience = { timeout: 20_000, interval: 20 };
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function systemd(abstract = false) {
  const manager = await listenAsSystemd(abstract);
  ends.push(() => manager.close());
  return manager;
}

needs('python').describe('systemd', () => {
  it.each([false, true])('is told everything (abstract socket: %s)', async (abstract) => {
    const { name, told } = await systemd(abstract);
    const watchdog = systemdWatchdog({ NOTIFY_SOCKET: name, WATCHDOG_USEC: '3000000' }, silentLog);
    expect(watchdog.within).toBe(3000);
    watchdog.ready();
    watchdog.alive();
    watchdog.status('two\nlines');
    const before = Number(process.hrtime.bigint() / 1000n);
    watchdog.reloading();
    watchdog.stopping();
    await expect.poll(() => told.length, patience).toBe(5);
    const reloading = /^RELOADING=1\|MONOTONIC_USEC=(\d+)$/.exec(told[3] ?? '');
    expect([...told.slice(0, 3), told[4]]).toEqual(['READY=1', 'WATCHDOG=1', 'STATUS=two lines', 'STOPPING=1']);
    expect(Number(reloading?.[1]) - before).toBeLessThan(1_000_000);
  });

  it('that does not answer is no fault of the door, and is mentioned once', () => {
    const warnings: object[] = [];
    const log = { ...silentLog, warn: (facts: object) => warnings.push(facts) };
    const watchdog = systemdWatchdog({ NOTIFY_SOCKET: '/nonexistent/socket' }, log);
    watchdog.alive();
    watchdog.alive();
    expect(warnings).toEqual([{ fault: expect.stringContaining('ENOENT') }]);
  });

  it('does not watch a process that only inherited its variables', () => {
    expect(systemdWatchdog({ WATCHDOG_USEC: '3000000', WATCHDOG_PID: '1' }, silentLog).within).toBeUndefined();
    expect(systemdWatchdog({}, silentLog).within).toBeUndefined();
  });

  it('hears from a daemon without key, models and camera that it lives, and why it is not well', async () => {
    const { name, told } = await systemd();
    const terminal = new TestTerminal();
    const child = spawn(process.execPath, [join(root, 'dist/main.js'), '-c', terminal.config], {
      env: { ...terminal.env, OSTIARY_SHARED: terminal.folder, NOTIFY_SOCKET: name, WATCHDOG_USEC: '600000' },
      stdio: 'ignore',
    });
    ends.push(() => child.kill('SIGKILL') && terminal.remove());
    await expect.poll(() => told.filter((line) => line === 'WATCHDOG=1').length, patience).toBeGreaterThan(10);
    expect(told[0]).toBe('READY=1');
    await expect.poll(() => told.join('\n'), patience).toMatch(/STATUS=failed: .*store key\.missing/);
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(told).toContain('STOPPING=1');
  }, 60_000);

  it('hears from a collector without a broker that it is ready, and stops it at once', async () => {
    const { name, told } = await systemd();
    const fleet = new TestFleet('mqtt://127.0.0.1:1');
    ends.push(() => fleet.remove());
    expect((await fleet.run('keys', 'create', '--no-publish')).status).toBe(0);
    fleet.env.NOTIFY_SOCKET = name;
    const collector = fleet.start('collect');
    await expect.poll(() => told, patience).toEqual(['READY=1']);
    const exited = once(collector, 'exit');
    collector.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(told).toEqual(['READY=1', 'STOPPING=1']);
  }, 60_000);
});
