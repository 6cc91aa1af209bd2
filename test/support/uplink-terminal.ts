import { mkdirSync } from 'node:fs';
import type { Mosquitto } from './mosquitto.js';
import type { Panel } from './site.js';
import { TestTerminal } from './terminal.js';

/** A terminal of the site `hq`, with its key, that connects to this broker; nobody walks up to its camera. */
export async function terminalAt(
  broker: Pick<Mosquitto, 'url'> & Partial<Mosquitto>,
  uplink = '',
  name = 'door-1',
): Promise<TestTerminal> {
  const terminal = new TestTerminal(`uplink:
  broker: ${broker.url}
  site: hq
  terminal: ${name}
  rootKeyFile: root.pub
  commandClock: unchecked
${[...(broker.access?.(name) ?? []).map((line) => `  ${line}`), uplink].join('\n')}`);
  mkdirSync(`${terminal.folder}/frames`);
  const { status, stderr } = await terminal.ostiary('key', 'create');
  if (status !== 0) throw new Error(stderr);
  return terminal;
}

/** Ends what a test of a terminal and its broker has begun; what is still running of the daemon is killed. */
export async function takeDown(parts: {
  readonly daemon: ReturnType<TestTerminal['daemon']>;
  readonly panel: Panel;
  readonly broker: Mosquitto;
  readonly terminal: TestTerminal;
}): Promise<void> {
  parts.daemon.child.kill('SIGKILL');
  await parts.daemon.exited;
  await parts.panel.close();
  await parts.broker.remove();
  parts.terminal.remove();
}
