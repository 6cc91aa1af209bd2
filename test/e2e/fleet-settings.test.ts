import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fleetAt, type TestFleet } from '../support/fleet.js';
import { Mosquitto } from '../support/mosquitto.js';
import { needs } from '../support/needs.js';
import { Panel } from '../support/site.js';
import { type TestTerminal, until } from '../support/terminal.js';
import { takeDown, terminalAt } from '../support/uplink-terminal.js';

needs('mosquitto').describe(`the settings of a fleet`, { timeout: 120_000 }, () => {
  let broker: Mosquitto;
  let fleet: TestFleet;
  let terminal: TestTerminal;
  let daemon: ReturnType<TestTerminal['daemon']>;
  let panel: Panel;
  const info = () => panel.on('/info').at(-1) as Record<string, unknown> | undefined;
  const policy = (text: string): string => {
    writeFileSync(fleet.path('policy.yaml'), text);
    return fleet.path('policy.yaml');
  };

  beforeAll(async () => {
    broker = await Mosquitto.start();
    terminal = await terminalAt(broker);
    fleet = await fleetAt(broker);
    fleet.provision(terminal);
    panel = new Panel(broker.port);
    await panel.listen('ostiary/v1/hq/#');
    daemon = terminal.daemon();
    await until(() => info()?.keyRing === 1, 60_000);
  }, 120_000);
  afterAll(async () => {
    await takeDown({ daemon, panel, broker, terminal });
    fleet.remove();
  });

  it('are set, shown and given back', async () => {
    const set = await fleet.run('config', 'set', 'door-1', 'door.release=4s', 'recognition.maxAttempts=2');
    expect([set.status, set.stdout]).toEqual([
      0,
      'door-1: done\n  recognition.maxAttempts: 3 → 2\n  door.release: 1s → 4s\n',
    ]);
    const get = await fleet.run('config', 'get');
    expect([get.status, get.stdout]).toEqual([
      0,
      expect.stringMatching(/^door-1: done\n {2}no policy\n[\s\S]* {2}door\.release +4s +site +config-set\n/),
    ]);
    const { stdout } = await fleet.run('config', 'get', 'door-1', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      terminal: 'door-1',
      result: { settings: { 'door.release': { value: '4s' } } },
    });
    const unset = await fleet.run('config', 'set', '@site', '--unset', 'door.release');
    expect([unset.status, unset.stdout]).toEqual([0, 'door-1: done\n  door.release: 4s → 1s\n']);
  });

  it('that are wrong everywhere are not sent, and those that are wrong at a terminal are refused there', async () => {
    const requests = () => panel.messages.filter(({ topic }) => topic.endsWith('request/config-set')).length;
    const before = requests();
    const slip = await fleet.run('config', 'set', 'door-1', 'door.relase=4s', 'quality.maxTurn=9');
    expect([slip.status, slip.stderr]).toEqual([
      65,
      expect.stringMatching(/did you mean release[\s\S]*9 is outside 0\.\.1/),
    ]);
    expect((await fleet.run('config', 'set', 'door-1', 'door.release')).status).toBe(64);
    const dry = await fleet.run('config', 'set', 'door-1', 'door.release=4s', '--dry-run');
    expect(dry.stdout).toBe('config-set would reach door-1 (dry run: nothing was sent)\n');
    expect(requests()).toBe(before);
    const dark = await fleet.run('config', 'set', 'door-1', 'quality.minBrightness=230');
    expect([dark.status, dark.stdout]).toEqual([65, expect.stringMatching(/^door-1: REFUSED: settings\.conflict: /)]);
  });

  it('of access are one policy', async () => {
    const file = policy('revision: 3\nrecognition: { margin: 0.1 }\nliveness: { level: standard }\n');
    expect((await fleet.run('policy', file, '-n')).stdout).toMatch(/^policy 3\n[\s\S]*would reach door-1 \(dry run/);
    const first = await fleet.run('policy', file);
    expect([first.status, first.stdout]).toEqual([
      0,
      expect.stringMatching(
        /door-1: done\n {2}recognition\.margin: 0\.05 → 0\.1\n {2}liveness\.level: unchecked → standard\n$/,
      ),
    ]);
    await until(() => info()?.policy === 3);
    expect((await fleet.run('policy', file)).stdout).toMatch(/door-1: done\n {2}no change\n$/);
    const old = await fleet.run('policy', policy('revision: 2'));
    expect([old.status, old.stdout]).toEqual([65, expect.stringMatching(/door-1: REFUSED: policy\.old/)]);
    const lax = await fleet.run('policy', policy('recognition: { margin: 0, of: 9 }'), 'door-1');
    expect([lax.status, lax.stdout]).toEqual([65, expect.stringMatching(/settings\.lax[\s\S]*settings\.lax/)]);
    const wrong = await fleet.run('policy', policy('recognition:\n  margn: 0.1\n'));
    expect([wrong.status, wrong.stderr]).toEqual([
      65,
      expect.stringMatching(/policy\.yaml:2[\s\S]*did you mean margin/),
    ]);
    expect((await fleet.run('policy', policy('{}'))).stdout).toMatch(/liveness\.level: standard → unchecked\n/);
  });
});
