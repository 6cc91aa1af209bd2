import { Buffer } from 'node:buffer';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fleetAt, TestFleet } from '../support/fleet.js';
import { Mosquitto } from '../support/mosquitto.js';
import { needs } from '../support/needs.js';
import { Panel } from '../support/site.js';
import { actor, type TestTerminal, until } from '../support/terminal.js';
import { takeDown, terminalAt } from '../support/uplink-terminal.js';

const [ada, ben] = [await actor('Ada'), await actor('Ben')];

needs('mosquitto', 'models').describe(`a site that is run with ostiary fleet`, { timeout: 240_000 }, () => {
  let broker: Mosquitto;
  let fleet: TestFleet;
  let terminal: TestTerminal;
  let daemon: ReturnType<TestTerminal['daemon']>;
  let panel: Panel;
  const newest = (ending: string) => panel.on(ending).at(-1) as Record<string, unknown> | undefined;
  const lobby = () => (newest('/info')?.galleries as { revision: number; people: number }[] | undefined)?.[0];

  beforeAll(async () => {
    broker = await Mosquitto.start();
    terminal = await terminalAt(broker, '  groups: [{ name: lobby, keyFile: lobby.key }]');
    fleet = await fleetAt(broker);
    fleet.provision(terminal);
    panel = new Panel(broker.port);
    await panel.listen('ostiary/v1/hq/#');
    daemon = terminal.daemon();
    await until(() => newest('/info')?.keyRing === 1 && newest('/info')?.space !== null, 240_000);
  }, 400_000);
  afterAll(async () => {
    await takeDown({ daemon, panel, broker, terminal });
    fleet.remove();
  });

  it('enrols from pictures and pushes a snapshot, encrypted, that the terminal then holds', async () => {
    const dry = await fleet.run('enroll', 'ada', '--group', 'lobby', '--photo', ...ada.enrolWith, '--dry-run');
    expect([dry.status, dry.stderr]).toEqual([0, 'dry run: nobody was enrolled\n']);
    const enrolled = await fleet.run(
      'enroll',
      'ada',
      '--name',
      'Ada L.',
      '--group',
      'lobby',
      '--photo',
      ...ada.enrolWith,
    );
    expect([enrolled.status, enrolled.stdout]).toEqual([0, expect.stringMatching(/^ada: enrolled with \d template/)]);
    expect((await fleet.run('push', '--dry-run')).stdout).toMatch(/snapshot; 1 people.*dry run/);
    expect(lobby()).toBeUndefined();
    const pushed = await fleet.run('push');
    expect([pushed.status, pushed.stdout]).toEqual([
      0,
      expect.stringMatching(/revision 1, a snapshot; 1 people[\s\S]*door-1 is up to date\n$/),
    ]);
    await until(() => lobby()?.people === 1);
    const wire = Buffer.concat(panel.messages.map(({ payload }) => payload));
    expect(wire.includes('Ada L.')).toBe(false);
  });
  it('pushes what has changed as a delta, and nothing when nothing has', async () => {
    const folder = fleet.path('people/ben');
    mkdirSync(folder, { recursive: true });
    for (const [i, file] of ben.enrolWith.entries()) copyFileSync(file, `${folder}/${i}.jpg`);
    writeFileSync(`${folder}/name.txt`, 'Ben B.\n');
    const enrolled = await fleet.run('enroll', '--dir', fleet.path('people'), '--group', 'lobby', '--push');
    expect([enrolled.status, enrolled.stdout]).toEqual([
      0,
      expect.stringMatching(
        /ben: enrolled[\s\S]*revision 2, a delta: 1 put, 0 removed; 2 people[\s\S]*door-1 is up to date/,
      ),
    ]);
    await until(() => lobby()?.revision === 2 && lobby()?.people === 2);
    expect((await fleet.run('push', 'lobby')).stdout).toMatch(/^lobby: revision 2 is up to date/);
  });

  it('commands the door, and says what the terminal answered', async () => {
    expect(await fleet.run('unlock', 'door-1')).toMatchObject({ status: 0, stdout: 'door-1: done\n' });
    expect(panel.on('/door').some((door) => Object.is(door.released, true))).toBe(true);
    expect(await fleet.run('lockdown')).toMatchObject({ status: 0, stdout: 'door-1: done\n' });
    await until(() => newest('/door')?.mode === 'lockdown');
    const refused = await fleet.run('unlock', '@lobby');
    expect([refused.status, refused.stdout]).toEqual([65, expect.stringMatching(/^door-1: REFUSED: door\.lockdown/)]);
    expect((await fleet.run('normal', '@lobby')).status).toBe(0);
    await until(() => newest('/door')?.mode === 'normal');
    const unknown = await fleet.run('unlock', 'door-9');
    expect([unknown.status, unknown.stderr]).toEqual([65, expect.stringContaining('fleet.unknown-terminal')]);
  });

  it('rotates a key: terminals obey the new one once the ring is published', async () => {
    expect((await fleet.run('keys', 'rotate', 'operator', '--no-publish')).status).toBe(0);
    const drifting = JSON.parse((await fleet.run('status', '--json')).stdout);
    expect(drifting).toMatchObject([{ terminal: 'door-1', online: true, drift: ['keys 1 of 2'] }]);
    expect((await fleet.run('status', '--check')).status).toBe(69);
    const early = await fleet.run('unlock', 'door-1');
    expect([early.status, early.stdout]).toEqual([65, expect.stringContaining('key.unknown')]);
    expect(await fleet.run('keys', 'publish')).toMatchObject({ status: 0, stdout: 'key ring 2 published\n' });
    await until(() => newest('/info')?.keyRing === 2);
    expect((await fleet.run('unlock', 'door-1')).status).toBe(0);
    expect((await fleet.run('keys', 'list')).stdout).toMatch(/operator +revoked/);
  });

  it('revokes a person by a command and a delta', async () => {
    const revoked = await fleet.run('revoke', 'ada');
    expect([revoked.status, revoked.stdout]).toEqual([
      0,
      expect.stringMatching(
        /removed from the master gallery\ndoor-1: done\n[\s\S]*revision 3, a delta: 0 put, 1 removed/,
      ),
    ]);
    await until(() => lobby()?.revision === 3 && lobby()?.people === 1);
    expect((await fleet.run('people')).stdout).toMatch(/^ben +Ben B\. +@lobby +always\n$/);
  });

  it('shows every terminal in a table', async () => {
    const { status, stdout } = await fleet.run('status');
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(/^TERMINAL[\s\S]*door-1 +online .* lobby r3 \(1\) +- /),
    ]);
    daemon.child.kill('SIGKILL');
    await daemon.exited;
    await until(() => newest('/state')?.online === false);
    expect((await fleet.run('status', '--once')).stdout).toMatch(/door-1 +OFFLINE[\s\S]*0 of 1 terminals online/);
    const away = await fleet.run('unlock', 'door-1');
    expect([away.status, away.stdout]).toEqual([75, expect.stringContaining('door-1: offline')]);
  });

  it('tells what is wrong with configuration, keys and broker', async () => {
    const other = new TestFleet('mqtt://127.0.0.1:1');
    const without = await other.run('push', 'lobby');
    expect([without.status, without.stderr]).toEqual([75, expect.stringMatching(/uplink\.unreachable[\s\S]*remedy/)]);
    expect((await other.run('collect')).stderr).toContain('keys.no-role');
    const bad = new TestFleet('nowhere', 'stor: {}');
    const faults = await bad.run('status');
    expect([faults.status, faults.stderr]).toEqual([
      78,
      expect.stringMatching(/uplink\.broker[\s\S]*did you mean store/),
    ]);
    other.remove();
    bad.remove();
  });
});
