import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SettingsReport } from '../../src/settings/domain/site-settings.js';
import { Mosquitto } from '../support/mosquitto.js';
import { needs } from '../support/needs.js';
import { Panel, Site } from '../support/site.js';
import { actor, type TestTerminal, until } from '../support/terminal.js';
import { askTerminal, takeDown, terminalAt } from '../support/uplink-terminal.js';

const guest = await actor('Finn');

const withModels = needs('models');

needs('mosquitto').describe(`the settings of a terminal, from afar`, { timeout: 120_000 }, () => {
  const site = new Site();
  let broker: Mosquitto;
  let terminal: TestTerminal;
  let daemon: ReturnType<TestTerminal['daemon']>;
  let panel: Panel;

  const newest = (ending: string) => panel.on(ending).at(-1) as Record<string, unknown> | undefined;
  interface Event {
    readonly id: string;
    readonly at: number;
    readonly facts: Record<string, unknown>;
  }
  /** Each once: what nobody acknowledges is sent again. */
  const eventsOf = (kind: string): readonly Event[] => {
    const sent = panel.on(`event/${kind}`) as unknown as readonly Event[];
    return [...new Map(sent.map((event) => [event.id, event])).values()];
  };
  const set = (settings: object) => askTerminal(panel, 'config-set', site.command('config-set', { settings }));
  const get = async () =>
    (await askTerminal(panel, 'config-get', site.command('config-get', {}))).result as unknown as SettingsReport;
  const order = (revision: number, settings: object, key = site.releaseManager) =>
    askTerminal(panel, 'policy', site.command('policy', { revision, settings }, {}, key));
  const restart = async () => {
    daemon.child.kill('SIGKILL');
    await daemon.exited;
    const births = () => panel.on('door-1/state').filter(({ online }) => Object.is(online, true)).length;
    const before = births();
    daemon = terminal.daemon();
    await until(() => births() > before, 60_000);
  };

  beforeAll(async () => {
    broker = await Mosquitto.start();
    terminal = await terminalAt(broker);
    // Without a passive model, `standard` lets nobody in, whatever the camera shows.
    Object.assign(terminal.env, { OSTIARY_MODELS__PAD: join(terminal.folder, 'no-pad') });
    site.provision(terminal.folder);
    if (!withModels.missing) {
      await terminal.walks([guest.walkWith]);
      const enrolled = await terminal.ostiary('enroll', 'guest', '--photo', ...guest.enrolWith);
      if (enrolled.status !== 0) throw new Error(enrolled.stderr);
    }
    panel = new Panel(broker.port);
    await panel.listen('ostiary/v1/hq/#');
    await panel.publish('ostiary/v1/hq/@site/keys', site.keyRing(1), { retain: true });
    daemon = terminal.daemon();
    await until(() => newest('info')?.keyRing === 1, 60_000);
  }, 300_000);
  afterAll(async () => {
    await takeDown({ daemon, panel, broker, terminal });
  });

  it('are told with their origin, and nothing of secrets, files and wires is', async () => {
    const report = await get();
    expect(report).toMatchObject({ format: 2, policy: 0, aside: [] });
    expect(report.settings['door.release']).toEqual({ value: '1s', origin: 'file', by: 'config-set' });
    expect(report.settings['quality.maxTurn']).toEqual({ value: 0.6, origin: 'default', by: 'config-set' });
    expect(JSON.stringify(report)).not.toMatch(/key|File|broker|line/);
    expect(newest('info')).toMatchObject({ configVersion: 2, policy: 0 });
  });

  it('are set at once, or wait for a restart, and the audit says who changed what', async () => {
    const digest = newest('info')?.configDigest;
    const signed = site.command('config-set', {
      settings: { 'door.release': '4s', 'observability.logLevel': 'debug' },
    });
    expect(await askTerminal(panel, 'config-set', signed)).toMatchObject({
      ok: true,
      result: {
        applied: { 'door.release': { from: '1s', to: '4s' } },
        restart: { 'observability.logLevel': { from: 'info', to: 'debug' } },
      },
    });
    expect(await askTerminal(panel, 'config-set', signed)).toMatchObject({ ok: true, duplicate: true });
    await until(() => eventsOf('config.changed').length > 0);
    expect(eventsOf('config.changed').map(({ facts }) => facts)).toEqual([
      expect.objectContaining({
        label: 'operator',
        'door.release': '1s → 4s',
        'observability.logLevel': 'info → debug',
      }),
    ]);
    await until(() => newest('info')?.configDigest !== digest);
    expect((await get()).settings['door.release']).toMatchObject({ value: '4s', origin: 'site' });
    expect(JSON.parse((await terminal.ostiary('status', '--json')).stdout).reports[0].detail).toBe(
      'restart the daemon to apply observability.logLevel',
    );
  });

  it('that are wrong are refused together, each with code and place, and nothing changes', async () => {
    const answer = await set({
      'door.release': '50s',
      'door.relase': '2s',
      'store.keyFile': '/k',
      'quality.maxTurn': 0.5,
    });
    expect(answer).toMatchObject({ ok: false, error: { code: 'settings.refused' } });
    const faults = answer.error?.faults ?? [];
    expect(faults.map(({ code, setting }) => `${code} ${setting}`).sort()).toEqual([
      'settings.local store.keyFile',
      'settings.unknown door.relase',
      'settings.value door.release',
    ]);
    expect(faults.find(({ code }) => code === 'settings.value')?.message).toMatch(/50s is outside 1s..30s/);
    expect((await get()).settings['quality.maxTurn']).toMatchObject({ value: 0.6 });
  });

  it.each([
    ['an access policy of an operator', () => order(1, {}, site.operator), 'key.role'],
    ['a policy in a config-set', () => set({ 'liveness.level': 'unchecked' }), 'settings.refused'],
    ['a policy that lets anybody in', () => order(1, { 'recognition.margin': 0 }), 'settings.refused'],
    [
      'a setting ordered before the present ones',
      () => {
        const issued = Date.now() - 60_000;
        const late = site.command(
          'config-set',
          { settings: { 'door.release': '9s' } },
          { issued, expires: issued + 120_000 },
        );
        return askTerminal(panel, 'config-set', late);
      },
      'settings.old',
    ],
  ])('refuse %s', async (_, ask, code) => {
    expect(await ask()).toMatchObject({ ok: false, error: { code } });
  });

  it('stay over a kill, and never puzzle the technician, who may take them back', async () => {
    await restart();
    expect((await get()).settings['door.release']).toMatchObject({ value: '4s', origin: 'site' });
    const check = await terminal.ostiary('config', 'check');
    expect(check.stdout).toContain('door.release: 4s, set by the site with config-set (file: 1s)');
    const effective = await terminal.ostiary('config', 'show', '--effective');
    expect(effective.stdout).toMatch(/ {2}release: 4s # the site, config-set\n {2}heldOpenAfter: 30s\n/);
    const written = await terminal.ostiary('config', 'set', 'door.release', '2s');
    expect(written.stdout).toBe(
      'door.release: written, but the site’s value 4s still applies (ostiary config drop-site door.release removes it)\n',
    );
    const doctor = JSON.parse((await terminal.ostiary('doctor', '--json')).stdout);
    expect(JSON.stringify(doctor.checks[0])).toContain('door.release: 4s, set by the site');
    const dropped = await terminal.ostiary('config', 'drop-site', 'door.release');
    expect(dropped).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^door\.release: 4s → 2s {3}\(applies immediately\)/),
    });
    expect((await get()).settings['door.release']).toMatchObject({ value: '2s', origin: 'file' });
    await until(() => eventsOf('config.changed').length === 2);
    expect(eventsOf('config.changed').at(-1)?.facts).toEqual({ user: process.getuid?.(), 'door.release': '4s → 2s' });
    const unknown = await terminal.ostiary('config', 'drop-site', 'door.release');
    expect([unknown.status, unknown.stderr]).toEqual([65, expect.stringContaining('settings.not-set')]);
  });

  it.each([0, 3, 9])('are whole after a kill %i ms after an order', async (wait) => {
    const before = (await get()).settings['door.heldOpenAfter']?.value;
    const value = `${5 + wait}s`;
    const signed = site.command('config-set', { settings: { 'door.heldOpenAfter': value } });
    await panel.publish('ostiary/v1/hq/door-1/request/config-set', signed);
    await new Promise((done) => setTimeout(done, wait));
    await restart();
    // Sent again, it is done, was done, or nobody can tell and the terminal says so.
    const again = await askTerminal(panel, 'config-set', signed);
    const after = (await get()).settings['door.heldOpenAfter']?.value;
    if (again.ok) expect(after).toBe(value);
    else {
      expect(again.error?.code).toBe('command.interrupted');
      expect([before, value]).toContain(after);
    }
  });

  it('that do not fit the file any more are set aside and told, and so is a file of them that cannot be read', async () => {
    expect(await set({ 'door.release': '10s' })).toMatchObject({ ok: true });
    const good = readFileSync(terminal.config, 'utf8');
    writeFileSync(terminal.config, good.replace('rex: {}', 'rex: {}, maxPulse: 8s'));
    const part = () => (newest('/health')?.parts as { part: string; detail: string }[] | undefined)?.[0];
    await until(() => /door.release: the site’s settings are not in use/.test(part()?.detail ?? ''));
    writeFileSync(terminal.config, good);
    await until(() => !/not in use/.test(part()?.detail ?? ''));
    writeFileSync(join(terminal.folder, 'data/site-settings.json'), '{"format":');
    await restart();
    await until(() => /site-settings.json cannot be read/.test(part()?.detail ?? ''));
    expect((await get()).settings['door.release']).toMatchObject({ value: '2s', origin: 'file' });
    expect(await set({ 'door.release': '3s' })).toMatchObject({ ok: true });
    await until(() => !/cannot be read/.test(part()?.detail ?? ''));
  });

  withModels.it(`decide who is let in: a policy changes it, for good`, { timeout: 300_000 }, async () => {
    const decided = async (kind: 'granted' | 'denied', since = Date.now()) => {
      await until(() => eventsOf(`access.${kind}`).some(({ at }) => at > since), 60_000);
      return eventsOf(`access.${kind}`).findLast(({ at }) => at > since)?.facts;
    };
    expect(await decided('granted')).toMatchObject({ person: 'guest' });
    expect(await order(5, { 'liveness.level': 'standard' })).toMatchObject({
      ok: true,
      result: { policy: 5, applied: { 'liveness.level': { from: 'unchecked', to: 'standard' } } },
    });
    expect(await decided('denied')).toMatchObject({ person: 'guest', reason: 'livenessNotChecked' });
    await until(() => newest('info')?.policy === 5);
    await restart();
    expect(await decided('denied')).toMatchObject({ reason: 'livenessNotChecked' });
    expect(await order(4, {})).toMatchObject({ ok: false, error: { code: 'policy.old' } });
    expect(await order(6, {})).toMatchObject({ ok: true, result: { policy: 6 } });
    expect(await decided('granted')).toMatchObject({ person: 'guest' });
  });
});
