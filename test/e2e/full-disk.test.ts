import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fleetAt, type TestFleet } from '../support/fleet.js';
import { hasMosquitto, Mosquitto, whyNoMosquitto } from '../support/mosquitto.js';
import { Panel } from '../support/site.js';
import { type TestTerminal, until } from '../support/terminal.js';
import { TinyDisk, whyNoTinyDisk } from '../support/tiny-disk.js';
import { takeDown, terminalAt } from '../support/uplink-terminal.js';

describe.skipIf(!hasMosquitto)(`a terminal whose disk is full${whyNoMosquitto}`, { timeout: 120_000 }, () => {
  let broker: Mosquitto;
  let fleet: TestFleet;
  let panel: Panel;
  let terminal: TestTerminal;
  let disk: TinyDisk | undefined;
  let daemon: ReturnType<TestTerminal['daemon']>;
  const mode = () => panel.on('door-1/door').at(-1)?.mode as unknown;

  beforeAll(async () => {
    broker = await Mosquitto.start();
    terminal = await terminalAt(broker);
    disk = TinyDisk.mount(join(terminal.folder, 'data'), '4m');
    fleet = await fleetAt(broker);
    fleet.provision(terminal);
    panel = new Panel(broker.port);
    await panel.listen('ostiary/v1/hq/#');
    daemon = terminal.daemon();
    await until(() => panel.on('door-1/info').at(-1)?.keyRing === (1 as never));
  });
  afterAll(async () => {
    daemon.child.kill('SIGKILL');
    await daemon.exited;
    disk?.unmount();
    await takeDown({ daemon, panel, broker, terminal });
    fleet.remove();
  });

  it('refuses what it cannot write down, and locks down all the same', async (context) => {
    const tiny = disk ?? context.skip(whyNoTinyDisk);
    tiny.fill();
    // What the write-ahead log has of room is used up first.
    let refused = await fleet.run('time', 'door-1');
    for (let i = 0; i < 20 && refused.status === 0; i++) refused = await fleet.run('time', 'door-1');
    expect([refused.status, refused.stdout]).toEqual([65, expect.stringMatching(/REFUSED: store\.full.*df -h/)]);
    expect((await fleet.run('unlocked', 'door-1', '--yes')).stdout).toContain('store.full');

    const locked = await fleet.run('lockdown', 'door-1');
    expect([locked.status, locked.stdout]).toEqual([
      0,
      expect.stringMatching(/^door-1: done, BUT A RESTART WILL NOT KNOW IT: store\.full/),
    ]);
    await until(() => mode() === 'lockdown');
    expect((await fleet.run('normal', 'door-1')).stdout).toContain('store.full');
    expect((await fleet.run('unlock', 'door-1')).status).toBe(65);
    expect(mode()).toBe('lockdown');

    tiny.free();
    const accepted = () =>
      panel.on('event/command.accepted').map(({ facts }) => (facts as unknown as { command: string }).command);
    await until(() => accepted().includes('mode'), 30_000);
    expect(await fleet.run('lockdown', 'door-1')).toMatchObject({ status: 0, stdout: 'door-1: done\n' });
    daemon.child.kill('SIGKILL');
    await daemon.exited;
    panel.messages.length = 0;
    daemon = terminal.daemon();
    await until(() => mode() === 'lockdown');
  });
});
