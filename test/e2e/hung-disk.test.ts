import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fleetAt, type TestFleet } from '../support/fleet.js';
import { FreezingDisk, whyNoFreezingDisk } from '../support/freezing-disk.js';
import { hasMosquitto, Mosquitto, whyNoMosquitto } from '../support/mosquitto.js';
import { Panel } from '../support/site.js';
import { type TestTerminal, until } from '../support/terminal.js';
import { takeDown, terminalAt } from '../support/uplink-terminal.js';

describe.skipIf(!hasMosquitto)(`a terminal whose disk hangs${whyNoMosquitto}`, { timeout: 120_000 }, () => {
  let broker: Mosquitto;
  let fleet: TestFleet;
  let panel: Panel;
  let terminal: TestTerminal;
  let disk: FreezingDisk | undefined;
  let daemon: ReturnType<TestTerminal['daemon']>;
  const mode = () => panel.on('door-1/door').at(-1)?.mode as unknown;
  const accepted = () =>
    panel.on('event/command.accepted').map(({ facts }) => (facts as unknown as { command: string }).command);

  beforeAll(async () => {
    broker = await Mosquitto.start();
    terminal = await terminalAt(broker);
    disk = FreezingDisk.mount(join(terminal.folder, 'data'), join(terminal.folder, 'disk.img'));
    fleet = await fleetAt(broker);
    fleet.provision(terminal);
    panel = new Panel(broker.port);
    await panel.listen('ostiary/v1/hq/#');
    daemon = terminal.daemon();
    await until(() => panel.on('door-1/info').at(-1)?.keyRing === (1 as never));
  });
  afterAll(async () => {
    disk?.thaw();
    daemon.child.kill('SIGKILL');
    await daemon.exited;
    disk?.unmount();
    await takeDown({ daemon, panel, broker, terminal });
    fleet.remove();
  });

  it('locks down all the same, behind a command that waits for the disk, and loses nothing', async (context) => {
    const ice = disk ?? context.skip(whyNoFreezingDisk);
    ice.freeze();
    const waiting = fleet.run('time', 'door-1');
    await new Promise((done) => setTimeout(done, 1500));
    const locked = await fleet.run('lockdown', 'door-1');
    expect(mode()).toBe('lockdown');
    expect([locked.status, locked.stdout]).toEqual([
      0,
      expect.stringMatching(/^door-1: done, BUT A RESTART WILL NOT KNOW IT: store\.slow/),
    ]);
    // In words of its own, or that whoever waits for the disk keeps the database locked.
    await expect
      .poll(async () => (await terminal.ostiary('status', '--json')).stdout, { timeout: 20_000 })
      .toContain('"part":"store","level":"failed"');

    ice.thaw();
    await waiting;
    await until(() => accepted().includes('mode') && accepted().includes('time'), 30_000);
    // What was late was written down all the same.
    daemon.child.kill('SIGKILL');
    await daemon.exited;
    panel.messages.length = 0;
    daemon = terminal.daemon();
    await until(() => mode() === 'lockdown');
  });
});
