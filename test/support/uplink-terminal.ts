import { mkdirSync } from 'node:fs';
import type { CommandName } from '../../src/protocol/domain/command.js';
import type { Answer } from '../../src/protocol/domain/reports.js';

import type { Mosquitto } from './mosquitto.js';
import type { Panel } from './site.js';
import { TestTerminal, until } from './terminal.js';

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

export interface TestAnswer {
  readonly ok: boolean;
  readonly duplicate: boolean;
  readonly error?: Answer['error'];
  readonly result?: object;
}

/** Publishes a signed command and waits for the next answer to one of its name. */
export async function askTerminal(panel: Panel, name: CommandName, signed: string, to = 'door-1'): Promise<TestAnswer> {
  const answers = () => panel.on(`response/${name}`);
  const before = answers().length;
  await panel.publish(`ostiary/v1/hq/${to}/request/${name}`, signed);
  await until(() => answers().length > before);
  return answers().at(-1) as unknown as TestAnswer;
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
