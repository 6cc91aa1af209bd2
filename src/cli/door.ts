import { Command } from 'commander';
import { HardwareFault } from '../base/errors.js';
import { type Millis, millis, seconds } from '../base/units.js';
import { askRunningDaemon, followRunningDaemon } from '../compose/control-client.js';
import type { DoorLine, Released } from '../control/ports/answers.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { configOption, readConfig } from './config-option.js';

export function doorCommand(): Command {
  const command = new Command('door').description('the door of a running daemon');
  command
    .command('release')
    .description('release the strike for door.release; audited with your user id')
    .addOption(configOption())
    .action(async (options: { config: string }) => {
      const { releaseMs, driveMs } = await order(readConfig(options.config), '/door/release');
      say(`released for ${releaseMs / 1000} s; the relay followed after ${driveMs.toFixed(2)} ms`);
    });
  command
    .command('test-relay')
    .description('release once, and check that the strike is secured again in time; audited with your user id')
    .addOption(configOption())
    .action((options: { config: string }) => testRelay(readConfig(options.config)));
  command
    .command('watch')
    .description('print every change of the door until Ctrl-C')
    .addOption(configOption())
    .option('--json', 'as one JSON object a line')
    .action(async (options: { config: string; json?: boolean }) => {
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      for await (const door of follow(readConfig(options.config), stop.signal)) {
        say(options.json ? JSON.stringify(door) : sentence(door));
      }
    });
  return command;
}

const order = async (config: TerminalConfig, path: string): Promise<Released> =>
  JSON.parse(await askRunningDaemon(config, path, 'POST')) as Released;

/** Whether the contacts of the relay moved is known to nobody: the technician must hear it. */
async function testRelay(config: TerminalConfig): Promise<void> {
  const stop = new AbortController();
  const lines = follow(config, stop.signal);
  try {
    // A relay that is driven already cannot be heard to be driven, and its end would be taken for ours.
    await until(lines, stop, millis(config.door.release + grace), ({ released }) => !released);
    const { releaseMs, driveMs } = await order(config, '/door/test-relay');
    const driven = performance.now();
    say(`driven after ${driveMs.toFixed(2)} ms: you should hear the relay, and the door should open now`);
    await until(lines, stop, grace, ({ released }) => released);
    const { contact } = await until(lines, stop, millis(releaseMs + grace), ({ released }) => !released);
    const after = ((performance.now() - driven) / 1000).toFixed(1);
    say(`secured after ${after} s of ${releaseMs / 1000} s: you should hear the relay again; the door must be locked`);
    if (contact === 'open') say('the contact says that the door is open');
  } finally {
    stop.abort();
  }
}

const grace = seconds(2);

/** The first line of that kind. Throws HardwareFault `door.not-secured` where none comes in time. */
async function until(
  lines: AsyncGenerator<DoorLine, void>,
  stop: AbortController,
  within: Millis,
  wanted: (door: DoorLine) => boolean,
): Promise<DoorLine> {
  const late = setTimeout(() => stop.abort(), within);
  try {
    for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
      if (wanted(next.value)) return next.value;
    }
  } finally {
    clearTimeout(late);
  }
  throw new HardwareFault('door.not-secured', `the strike did not follow within ${within} ms`, {
    remedy: 'See `ostiary status` for the mode of the door and the state of the relay.',
  });
}

async function* follow(config: TerminalConfig, signal: AbortSignal): AsyncGenerator<DoorLine, void> {
  for await (const line of followRunningDaemon(config, '/door/watch', signal)) yield JSON.parse(line) as DoorLine;
}

function sentence({ released, mode, contact, alarm, cause }: DoorLine): string {
  const time = new Date().toTimeString().slice(0, 8);
  const strike = released ? `RELEASED${cause === undefined ? '' : ` by ${cause}`}` : 'secured';
  return `${time}  ${strike.padEnd(22)} mode ${mode}, contact ${contact}${alarm === 'none' ? '' : `, ALARM ${alarm}`}`;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
