import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs, skipFor } from '../support/needs.js';
import { until } from '../support/terminal.js';
import { TerminalOnDisk } from '../support/terminal-on-disk.js';
import { TinyDisk } from '../support/tiny-disk.js';

needs('mosquitto').describe(`a terminal whose disk is full`, { timeout: 120_000 }, () => {
  let on: TerminalOnDisk<TinyDisk>;

  beforeAll(async () => {
    on = await TerminalOnDisk.start((folder) => TinyDisk.mount(folder, '4m'));
  });
  afterAll(() => on.remove());

  it('refuses what it cannot write down, and locks down all the same', async (context) => {
    const tiny = on.disk ?? skipFor(context, 'smallDisk');
    const { fleet } = on;
    tiny.fill();
    // What the write-ahead log has of room is used up first.
    let refused = await fleet.run('time', 'door-1');
    for (let i = 0; i < 20 && refused.status === 0; i++) refused = await fleet.run('time', 'door-1');
    expect([refused.status, refused.stdout]).toEqual([65, expect.stringMatching(/REFUSED: store\.full.*df -h/)]);
    expect((await fleet.run('unlocked', 'door-1', '--yes')).stdout).toContain('store.full');

    const locked = await fleet.run('lockdown', 'door-1');
    expect([locked.status, locked.stdout]).toEqual([
      0,
      expect.stringMatching(/^door-1: done, BUT IT WILL NOT SURVIVE A RESTART: store\.full/),
    ]);
    await until(() => on.mode() === 'lockdown');
    expect((await fleet.run('normal', 'door-1')).stdout).toContain('store.full');
    expect((await fleet.run('unlock', 'door-1')).status).toBe(65);
    expect(on.mode()).toBe('lockdown');

    tiny.free();
    await until(() => on.accepted().includes('mode'), 30_000);
    expect(await fleet.run('lockdown', 'door-1')).toMatchObject({ status: 0, stdout: 'door-1: done\n' });
    await on.restart();
    await until(() => on.mode() === 'lockdown');
  });
});
