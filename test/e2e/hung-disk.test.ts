import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FreezingDisk } from '../support/freezing-disk.js';
import { needs, skipFor } from '../support/needs.js';
import { until } from '../support/terminal.js';
import { TerminalOnDisk } from '../support/terminal-on-disk.js';

needs('mosquitto').describe(`a terminal whose disk hangs`, { timeout: 120_000 }, () => {
  let on: TerminalOnDisk<FreezingDisk>;

  beforeAll(async () => {
    on = await TerminalOnDisk.start((folder, terminal) =>
      FreezingDisk.mount(folder, join(terminal.folder, 'disk.img')),
    );
  });
  afterAll(async () => {
    on.disk?.thaw();
    await on.remove();
  });

  it('locks down all the same, behind a command that waits for the disk, and loses nothing', async (context) => {
    const ice = on.disk ?? skipFor(context, 'freezingDisk');
    ice.freeze();
    const waiting = on.fleet.run('time', 'door-1');
    await until(() => on.panel.messages.some(({ topic }) => topic.endsWith('door-1/request/time')));
    const locked = await on.fleet.run('lockdown', 'door-1');
    expect(on.mode()).toBe('lockdown');
    expect([locked.status, locked.stdout]).toEqual([
      0,
      expect.stringMatching(/^door-1: done, BUT IT WILL NOT SURVIVE A RESTART: store\.slow/),
    ]);
    // In words of its own, or that whoever waits for the disk keeps the database locked.
    await expect
      .poll(async () => (await on.ostiary('status', '--json')).stdout, { timeout: 20_000 })
      .toContain('"part":"store","level":"failed"');

    ice.thaw();
    await waiting;
    await until(() => on.accepted().includes('mode') && on.accepted().includes('time'), 30_000);
    // What was late was written down all the same, and once.
    await on.restart();
    await until(() => on.mode() === 'lockdown');
    const audit = (await on.ostiary('audit', 'export')).stdout.split('\n');
    const modes = audit.filter((line) => line.includes('"command.accepted"') && line.includes('"command":"mode"'));
    expect(modes).toHaveLength(1);
  });
});
