import { Command } from 'commander';
import { HardwareFault } from '../base/errors.js';
import { type Millis, millis, seconds } from '../base/units.js';
import { askRunningDaemon, followRunningDaemon } from '../compose/control-client.js';
import type { DoorLine, Released } from '../control/ports/answers.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { configOption, readConfig } from './config-option.js';

export function doorCommand(): Command {
  const command = new Command('door').description('control the door of the running daemon');
  command
    .command('release')
    .description('release the strike for door.release; recorded in the audit log with your user id')
    .addOption(configOption())
    .action(async (options: { config: string }) => {
      const { releaseMs, driveMs } = await order(readConfig(options.config), '/door/release');
      say(`released for ${releaseMs / 1000} s; relay driven after ${driveMs.toFixed(2)} ms`);
    });
  command
    .command('test-relay')
    .description(
      'release once and check that the strike is secured again in time; recorded in the audit log with your user id',
    )
    .addOption(configOption())
    .action((options: { config: string }) => testRelay(readConfig(options.config)));
  command
    .command('resume')
    .description('end a pause of recognition after attacks; recorded in the audit log with your user id')
    .addOption(configOption())
    .action(async (options: { config: string }) => {
      await askRunningDaemon(readConfig(options.config), '/door/resume', 'POST');
      say('recognition goes on');
    });
  command
    .command('watch')
    .description('print every change of the door’s state until Ctrl-C')
    .addOption(configOption())
    .option('--json', 'print JSON, one object per line')
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

/** Software cannot see whether the relay's contacts moved: the technician must listen for the click. */
async function testRelay(config: TerminalConfig): Promise<void> {
  const stop = new AbortController();
  const lines = follow(config, stop.signal);
  try {
    // Wait for a release in progress to end: its end would be mistaken for the test's.
    await until(lines, stop, millis(config.door.release + grace), ({ released }) => !released);
    const { releaseMs, driveMs } = await order(config, '/door/test-relay');
    const driven = performance.now();
    say(`relay driven after ${driveMs.toFixed(2)} ms: you should hear it click, and the door should open now`);
    await until(lines, stop, grace, ({ released }) => released);
    const { contact } = await until(lines, stop, millis(releaseMs + grace), ({ released }) => !released);
    const after = ((performance.now() - driven) / 1000).toFixed(1);
    say(
      `secured after ${after} s of ${releaseMs / 1000} s: you should hear the relay again. Check that the door is locked`,
    );
    if (contact === 'open') say('the contact reports the door open');
  } finally {
    stop.abort();
  }
}

const grace = seconds(2);

/** Returns the first matching line. Throws HardwareFault `door.not-secured` if none arrives in time. */
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
  throw new HardwareFault('door.not-secured', `the strike did not change state within ${within} ms`, {
    remedy: 'Run `ostiary status` and check the door’s mode and the relay’s state.',
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
