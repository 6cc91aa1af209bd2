import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fleetAt, type TestFleet } from '../support/fleet.js';
import { Mosquitto } from '../support/mosquitto.js';
import { needs } from '../support/needs.js';
import { Panel } from '../support/site.js';
import { actor, type TestTerminal, until } from '../support/terminal.js';
import { takeDown, terminalAt } from '../support/uplink-terminal.js';

const ada = await actor('Ada');

interface Info {
  readonly groupKeys: { readonly lobby: readonly string[] };
  readonly galleries: readonly { readonly revision: number; readonly people: number }[];
  readonly space: unknown;
}

needs('mosquitto', 'models').describe(`keys of a group, delivered by ostiary fleet`, { timeout: 240_000 }, () => {
  let broker: Mosquitto;
  let fleet: TestFleet;
  let panel: Panel;
  let terminal: TestTerminal;
  let stolen: TestTerminal;
  let daemon: ReturnType<TestTerminal['daemon']>;
  let theirs: ReturnType<TestTerminal['daemon']>;
  const info = (name = 'door-1') => panel.on(`${name}/info`).at(-1) as unknown as Info | undefined;
  const keysOf = (name?: string) => info(name)?.groupKeys.lobby ?? [];
  const revision = (name?: string) => info(name)?.galleries[0]?.revision;
  const thumbprint = async (of: TestTerminal) => (await of.ostiary('key', 'show')).stdout.trim();
  const admit = (name: string, ...words: string[]) =>
    fleet.run('terminals', 'admit', name, '--group', 'lobby', ...words);
  const stop = async (running: typeof daemon): Promise<void> => {
    running.child.kill('SIGKILL');
    await running.exited;
  };

  beforeAll(async () => {
    broker = await Mosquitto.start();
    const groups = '  groups: [{ name: lobby }]';
    terminal = await terminalAt(broker, groups);
    stolen = await terminalAt(broker, groups, 'door-2');
    fleet = await fleetAt(broker);
    panel = new Panel(broker.port);
    await panel.listen('ostiary/v1/hq/#');
    for (const one of [terminal, stolen]) fleet.provision(one);
    daemon = terminal.daemon();
    theirs = stolen.daemon();
    await until(() => Boolean(info()?.space && info('door-2')?.space), 240_000);
  }, 400_000);
  afterAll(async () => {
    await stop(theirs);
    await takeDown({ daemon, panel, broker, terminal });
    stolen.remove();
    fleet.remove();
  });

  it('go to nobody whom nobody has admitted', async () => {
    expect(keysOf()).toEqual([]);
    const nobody = await fleet.run('keys', 'deliver');
    expect([nobody.status, nobody.stdout]).toEqual([65, expect.stringMatching(/door-1: NOT DELIVERED.*not admitted/)]);
    expect(JSON.parse((await fleet.run('status', '--json')).stdout)[0]).toMatchObject({ drift: ['no key of lobby'] });
    expect(await admit('door-1')).toMatchObject({ status: 64, stderr: expect.stringContaining('ostiary key show') });
    expect(await admit('door-9', '--unverified')).toMatchObject({
      status: 65,
      stderr: expect.stringContaining('unknown'),
    });
    const wrong = await admit('door-1', '--thumbprint', await thumbprint(stolen));
    expect([wrong.status, wrong.stderr]).toEqual([65, expect.stringContaining('terminals.thumbprint')]);
    const dry = await admit('door-1', '--thumbprint', await thumbprint(terminal), '--dry-run');
    expect([dry.status, dry.stdout]).toEqual([0, expect.stringContaining('would be admitted')]);
    expect((await fleet.run('terminals', 'list')).stdout).toBe('');
    expect(panel.on('gallery/keys')).toEqual([]);
  });

  it('go to a terminal that was admitted, sealed for it, and open what is pushed', async () => {
    const admitted = await admit('door-1', '--thumbprint', await thumbprint(terminal));
    expect([admitted.status, admitted.stdout]).toEqual([
      0,
      expect.stringMatching(/admitted to lobby.*\ndoor-1: keys delivered\n/),
    ]);
    expect((await admit('door-2', '--unverified')).stdout).toContain('UNVERIFIED');
    await until(() => keysOf().length === 1 && keysOf('door-2').length === 1);
    expect((await fleet.run('keys', 'deliver')).stdout).toBe('all terminals have the keys of their groups\n');
    expect((await fleet.run('terminals', 'list')).stdout).toMatch(
      /^door-1 +[\w-]{43} @lobby\ndoor-2 +[\w-]{43} @lobby\n$/,
    );
    const enrolled = await fleet.run('enroll', 'ada', '--group', 'lobby', '--photo', ...ada.enrolWith, '--push');
    expect([enrolled.status, enrolled.stdout]).toEqual([
      0,
      expect.stringMatching(/door-\d is up to date\n[\s\S]*door-\d is up to date/),
    ]);
    const wire = Buffer.concat(panel.messages.map(({ payload }) => payload)).toString('latin1');
    expect(wire).not.toContain(readFileSync(fleet.path('keys/groups/lobby.key'), 'utf8').trim());
  });

  it('are new ones when a terminal was stolen: it reads nothing from then on', async () => {
    const [old] = keysOf();
    const dry = await fleet.run('terminals', 'dismiss', 'door-2', '--dry-run');
    expect([dry.status, dry.stdout]).toEqual([
      0,
      expect.stringMatching(/would be removed[\s\S]*@lobby: would get a new key/),
    ]);
    const dismissed = await fleet.run('terminals', 'dismiss', 'door-2');
    expect([dismissed.status, dismissed.stdout]).toEqual([
      0,
      expect.stringMatching(
        /door-2: removed[\s\S]*@lobby: new key created\ndoor-1: keys delivered\n[\s\S]*a snapshot[\s\S]*door-1 is up to date\n$/,
      ),
    ]);
    await until(() => revision() === 2);
    expect(keysOf()).toEqual([expect.not.stringMatching(old as string)]);
    const refused = () =>
      panel.on('door-2/event/gallery.refused').at(-1) as unknown as { facts: { code: string } } | undefined;
    await until(() => refused()?.facts.code === 'gallery.key');
    expect((await fleet.run('terminals', 'list')).stdout).toMatch(/^door-1 .*\n$/);
    await stop(theirs);
  });

  it('wait at the broker for a terminal that is away', async () => {
    await stop(daemon);
    const away = () => panel.on('door-1/state').at(-1)?.online === (false as never);
    await until(away);
    const rotated = await fleet.run('keys', 'rotate', '--group', 'lobby');
    expect([rotated.status, rotated.stdout]).toEqual([
      0,
      expect.stringMatching(/receive their keys when they reconnect: door-1/),
    ]);
    expect(revision()).toBe(2);
    daemon = terminal.daemon();
    await until(() => revision() === 3, 60_000);
    expect(info()?.galleries).toMatchObject([{ revision: 3, people: 1 }]);
  });

  it('are not sealed for another key than the one that was compared', async () => {
    await stop(daemon);
    rmSync(dirname(terminal.database), { recursive: true });
    panel.messages.length = 0;
    daemon = terminal.daemon();
    await until(() => info()?.space !== undefined && info()?.space !== null && keysOf().length === 0, 60_000);
    const changed = await fleet.run('keys', 'deliver');
    expect([changed.status, changed.stdout]).toEqual([
      65,
      expect.stringMatching(/door-1: NOT DELIVERED: its public key has changed/),
    ]);
    const again = await admit('door-1', '--thumbprint', await thumbprint(terminal));
    expect([again.status, again.stdout]).toEqual([0, expect.stringContaining('door-1: keys delivered')]);
    await until(() => revision() === 3, 60_000);
  });

  it('need the root key', async () => {
    const elsewhere = fleet.path('elsewhere.pem');
    const before = readFileSync(fleet.path('keys/groups/lobby.key'));
    const rotated = await fleet.run('keys', 'rotate', '--group', 'lobby', '--root', elsewhere);
    expect([rotated.status, rotated.stderr]).toEqual([74, expect.stringContaining('keys.unreadable')]);
    expect(readFileSync(fleet.path('keys/groups/lobby.key'))).toEqual(before);
    expect((await fleet.run('keys', 'rotate')).status).toBe(64);
  });
});
