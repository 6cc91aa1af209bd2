import { mkdirSync } from 'node:fs';
import type { Mosquitto } from './mosquitto.js';
import { TestTerminal } from './terminal.js';

/** A terminal of the site `hq`, with its key, that connects to this broker; nobody walks up to its camera. */
export async function terminalAt(broker: Pick<Mosquitto, 'url'>, uplink = ''): Promise<TestTerminal> {
  const terminal = new TestTerminal(`uplink:
  broker: ${broker.url}
  site: hq
  terminal: door-1
  rootKeyFile: root.pub
  commandClock: unchecked
${uplink}`);
  mkdirSync(`${terminal.folder}/frames`);
  const { status, stderr } = await terminal.ostiary('key', 'create');
  if (status !== 0) throw new Error(stderr);
  return terminal;
}
