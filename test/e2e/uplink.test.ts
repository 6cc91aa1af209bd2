import { afterAll, beforeAll, expect, it } from 'vitest';
import { Mosquitto } from '../support/mosquitto.js';
import { needs } from '../support/needs.js';
import { Panel, Site } from '../support/site.js';
import { type TestTerminal, until } from '../support/terminal.js';
import { askTerminal, takeDown, terminalAt } from '../support/uplink-terminal.js';

const base = 'ostiary/v1/hq/door-1';

needs('mosquitto').describe(`a terminal and its site`, () => {
  const site = new Site();
  let broker: Mosquitto;
  let terminal: TestTerminal;
  let daemon: ReturnType<TestTerminal['daemon']>;
  let panel: Panel;

  const newest = (ending: string) => panel.on(ending).at(-1) as Record<string, unknown> | undefined;
  let nextTurn = Promise.resolve();
  const ask = async (name: 'unlock' | 'mode' | 'time' | 'health' | 'enroll', signed: string, to = 'door-1') => {
    // A key may send ten commands at once, and one more each second.
    await nextTurn;
    nextTurn = new Promise((done) => setTimeout(done, 1050));
    return askTerminal(panel, name, signed, to);
  };

  beforeAll(async () => {
    broker = await Mosquitto.start();
    terminal = await terminalAt(broker, '  groups: [{ name: lobby, keyFile: lobby.key }]');
    site.provision(terminal.folder);
    panel = new Panel(broker.port);
    await panel.listen('ostiary/v1/hq/#');
    await panel.publish('ostiary/v1/hq/@site/keys', site.keyRing(1), { retain: true });
    daemon = terminal.daemon();
    await until(() => newest('info')?.keyRing === 1);
  });
  afterAll(async () => {
    await takeDown({ daemon, panel, broker, terminal });
  });

  it('announces itself, retained', async () => {
    const late = new Panel(broker.port);
    await late.listen(`${base}/#`);
    await until(() => ['state', 'info', 'door', 'health'].every((topic) => late.on(topic).length > 0));
    expect(late.on('/state').at(-1)).toMatchObject({ online: true, session: 1 });
    expect(late.on('/info').at(-1)).toMatchObject({
      door: 'main',
      groups: ['lobby'],
      capabilities: expect.arrayContaining(['unlock']),
    });
    expect(late.on('/door').at(-1)).toMatchObject({ mode: 'normal', released: false });
    expect(JSON.stringify(late.on('/info'))).not.toContain('PRIVATE');
    await late.close();
  });

  it('is unlocked by an operator, once for each command', async () => {
    const unlock = site.command('unlock', {});
    expect(await ask('unlock', unlock)).toMatchObject({ ok: true, duplicate: false });
    // The strike is released for a second: a busy machine may see both reports at once.
    await until(() => panel.on('/door').some((door) => Object.is(door.released, true)));
    await until(() => newest('/door')?.released === false);
    const releases = () => panel.on('event/door.released').length;
    await until(() => releases() === 1);
    expect(await ask('unlock', unlock)).toMatchObject({ ok: true, duplicate: true });
    expect(newest('/door')).toMatchObject({ released: false });
    await until(() => panel.on('event/command.accepted').length === 1);
    expect(releases()).toBe(1);
  });

  it.each([
    [
      'expired',
      () => site.command('unlock', {}, { issued: Date.now() - 20_000, expires: Date.now() - 11_000 }),
      'command.expired',
    ],
    ['too long-lived', () => site.command('unlock', {}, { expires: Date.now() + 60_000 }), 'command.life'],
    [
      'from the future',
      () => site.command('unlock', {}, { issued: Date.now() + 60_000, expires: Date.now() + 65_000 }),
      'command.early',
    ],
    ['for another terminal', () => site.command('unlock', {}, { target: 'door-2' }), 'command.topic'],
    ['for another site', () => site.command('unlock', {}, { site: 'elsewhere' }), 'command.target'],
    ['of an old counter', () => site.command('unlock', {}, { counter: 1 }), 'command.replayed'],
    ['of a key that is not in the ring', () => site.command('unlock', {}, {}, site.root), 'key.unknown'],
    ['of a key without the role', () => site.command('unlock', {}, {}, site.enroller), 'key.role'],
    ['altered', () => site.command('unlock', {}).replace(/.{86}$/, 'A'.repeat(86)), 'envelope.signature'],
    ['of another form', () => site.command('unlock', { quickly: true }), 'envelope.schema'],
    ['no signed text', () => '{"command":"unlock"}', 'envelope.malformed'],
    ['too long', () => 'x'.repeat(20_000), 'envelope.too-long'],
  ])('refuses a command that is %s', async (_, command, code) => {
    const before = panel.on('event/command.refused').length;
    const answer = await ask('unlock', command());
    expect(answer).toMatchObject({ ok: false, error: { code } });
    expect(answer.error?.remedy).not.toBe('');
    await until(() => panel.on('event/command.refused').length > before);
    expect(newest('/door')).toMatchObject({ released: false });
  });

  it('refuses a retained request', async () => {
    await panel.publish(`${base}/request/unlock`, site.command('unlock', {}), { retain: true });
    await until(() =>
      panel.on('response/unlock').some((answer) => JSON.stringify(answer).includes('command.retained')),
    );
    await panel.publish(`${base}/request/unlock`, '', { retain: true });
  });

  it('answers where it is asked to, with the correlation data, and nowhere else', async () => {
    const properties = { responseTopic: 'ostiary/v1/hq/reply/panel', correlationData: Buffer.from('42') };
    await panel.publish(`${base}/request/time`, site.command('time', {}), { properties });
    await until(() => panel.on('reply/panel').length === 1);
    const { packet } = panel.messages.find(({ topic }) => topic.endsWith('reply/panel')) as (typeof panel.messages)[0];
    expect(packet.properties?.correlationData?.toString()).toBe('42');
    expect(panel.on('reply/panel')[0]).toMatchObject({ ok: true, result: { offset: expect.any(Number) } });
    const stray = { properties: { responseTopic: 'ostiary/v1/hq/door-2/event/ack' } };
    const before = panel.on('response/time').length;
    await panel.publish(`${base}/request/time`, site.command('time', {}), stray);
    await until(() => panel.on('response/time').length > before);
  });

  it('obeys a lockdown of its whole group', async () => {
    const lockdown = site.command('mode', { mode: 'lockdown' }, { target: '@lobby' });
    expect(await ask('mode', lockdown, '@lobby')).toMatchObject({ ok: true });
    await until(() => newest('/door')?.mode === 'lockdown');
    expect(await ask('unlock', site.command('unlock', {}))).toMatchObject({
      ok: false,
      error: { code: 'door.lockdown' },
    });
    expect(await ask('mode', site.command('mode', { mode: 'normal' }))).toMatchObject({ result: { mode: 'normal' } });
  });

  it('holds a lockdown over a kill, and comes up locked when it was unlocked', async () => {
    const restart = async () => {
      const births = () => panel.on('door-1/state').filter(({ online }) => Object.is(online, true)).length;
      const before = births();
      daemon.child.kill('SIGKILL');
      await daemon.exited;
      daemon = terminal.daemon();
      await until(() => births() > before);
    };
    const mode = (to: string) => ask('mode', site.command('mode', { mode: to }));
    expect(await mode('lockdown')).toMatchObject({ ok: true });
    await restart();
    expect(await ask('unlock', site.command('unlock', {}))).toMatchObject({ error: { code: 'door.lockdown' } });
    await until(() => newest('/door')?.mode === 'lockdown');
    expect(await mode('unlocked')).toMatchObject({ ok: true });
    await until(() => newest('/door')?.released === true);
    await restart();
    await until(() => newest('/door')?.released === false);
    expect(newest('/door')).toMatchObject({ mode: 'normal' });
  });

  it('obeys a revoked key no more', async () => {
    await panel.publish('ostiary/v1/hq/@site/keys', site.keyRing(2, site.operator), { retain: true });
    await until(() => newest('info')?.keyRing === 2);
    expect(await ask('health', site.command('health', {}))).toMatchObject({ error: { code: 'key.revoked' } });
    // An old ring does not come back.
    await panel.publish('ostiary/v1/hq/@site/keys', site.keyRing(1), { retain: true });
    expect(await ask('health', site.command('health', {}))).toMatchObject({ error: { code: 'key.revoked' } });
    await panel.publish('ostiary/v1/hq/@site/keys', site.keyRing(3), { retain: true });
    await until(() => newest('info')?.keyRing === 3);
  });

  it('keeps its ring, and what it has carried out, over a kill', async () => {
    const mode = site.command('mode', { mode: 'normal' });
    expect(await ask('mode', mode)).toMatchObject({ ok: true });
    daemon.child.kill('SIGKILL');
    await until(() => newest('/state')?.online === false);
    expect(newest('/state')).toMatchObject({ session: 3 });
    await panel.publish('ostiary/v1/hq/@site/keys', '', { retain: true });
    daemon = terminal.daemon();
    await until(() => newest('/state')?.online === true);
    expect(newest('/state')).toMatchObject({ session: 4 });
    expect(await ask('mode', mode)).toMatchObject({ ok: true, duplicate: true });
  });

  it('does not let a late death hide it', async () => {
    await panel.publish(`${base}/state`, JSON.stringify({ online: false, session: 1 }), { retain: true });
    await until(() => newest('/state')?.online === true);
  });

  it('says goodbye', async () => {
    daemon.child.kill('SIGTERM');
    expect(await daemon.exited).toBe(0);
    await until(() => newest('/state')?.online === false);
    expect(newest('/state')).toMatchObject({ session: 4 });
  });
});
