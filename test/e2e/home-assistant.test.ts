import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseSigned } from '../../src/protocol/wire/jws.js';
import { Mosquitto } from '../support/mosquitto.js';
import { needs } from '../support/needs.js';
import { Panel, Site } from '../support/site.js';
import { type TestTerminal, until } from '../support/terminal.js';
import { takeDown, terminalAt } from '../support/uplink-terminal.js';

const base = 'ostiary/v1/hq/door-1';
const config = 'homeassistant/device/ostiary_hq_door-1/config';

needs('mosquitto').describe(`a terminal that speaks MQTT 3.1.1, and Home Assistant`, () => {
  const site = new Site();
  let broker: Mosquitto;
  let terminal: TestTerminal;
  let daemon: ReturnType<TestTerminal['daemon']>;
  let panel: Panel;

  beforeAll(async () => {
    broker = await Mosquitto.start();
    terminal = await terminalAt(broker, '  protocol: 3.1.1\n  homeAssistant: {}');
    site.provision(terminal.folder);
    panel = new Panel(broker.port);
    await panel.listen('ostiary/v1/hq/#', 'homeassistant/#');
    await panel.publish('ostiary/v1/hq/@site/keys', site.keyRing(1), { retain: true });
    daemon = terminal.daemon();
    await until(() => panel.on('/info').some(({ keyRing }) => Object.is(keyRing, 1)));
  });
  afterAll(async () => {
    await takeDown({ daemon, panel, broker, terminal });
  });

  it('answers by the id of the command and delivers events', async () => {
    expect(JSON.stringify(panel.on('/health'))).toContain('MQTT 3.1.1');
    const unlock = site.command('unlock', {});
    const { id } = JSON.parse(parseSigned(Buffer.from(unlock), 'ostiary-command').payload.toString());
    await panel.publish(`${base}/request/unlock`, unlock);
    await until(() => panel.on('response/unlock').length > 0);
    expect(panel.on('response/unlock')[0]).toMatchObject({ id, ok: true });
    await until(() => panel.on('event/door.released').length > 0);
  });

  it('is told of, with nothing to command, and again when Home Assistant starts', async () => {
    const told = () => panel.messages.filter(({ topic }) => topic === config);
    await until(() => told().length > 0);
    const text = told()[0]?.payload.toString() ?? '';
    const { dev, o, cmps } = JSON.parse(text);
    expect([dev.ids, o.name]).toEqual(['ostiary_hq_door-1', 'ostiary']);
    const parts = Object.values(cmps) as { p: string; unique_id: string; state_topic: string }[];
    expect(new Set(parts.map((part) => part.unique_id)).size).toBe(9);
    expect(parts.every(({ p, state_topic }) => /sensor$/.test(p) && state_topic.startsWith(base))).toBe(true);
    expect(cmps.attack).toMatchObject({ name: 'Attack alarm', device_class: 'safety', state_topic: `${base}/health` });
    expect(cmps.attack.value_template).toContain("selectattr('part', 'eq', 'recognition')");
    expect(text).not.toMatch(/command_topic|cmd_t/);
    const before = told().length;
    await panel.publish('homeassistant/status', 'online');
    await until(() => told().length > before);
  });
});
