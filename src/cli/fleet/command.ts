import { Command } from 'commander';
import { CommandRejected, UplinkError, UsageError } from '../../base/errors.js';
import { withTerminals } from '../../compose/fleet.js';
import type { DoorMode } from '../../door/domain/door.js';
import type { Asked } from '../../fleet/ask-terminals.js';
import type { FleetLink } from '../../fleet/ports/fleet-link.js';
import { sendCommand, type Wish } from '../../fleet/send-command.js';
import { systemClock } from '../../platform/system-clock.js';
import { everyone } from '../../protocol/domain/address.js';
import type { Answer, HealthSummary } from '../../protocol/domain/reports.js';
import type { SiteConfig } from '../../settings/site-file/schema.js';

import { print, readSite, siteOption } from './site-option.js';

interface Options {
  readonly config: string;
  readonly dryRun?: boolean;
}

/** Commands that act on doors. */
export function doorCommands(): readonly Command[] {
  return [
    operate('unlock', '<terminal>', 'release the door once', { command: 'unlock', args: {} }),
    operate(
      'lockdown',
      '[terminal]',
      'stop all grants; request to exit (REX) still works. Default: the whole site',
      mode('lockdown'),
      showMode,
    ),
    operate('normal', '[terminal]', 'end lockdown or unlocked mode', mode('normal'), showMode),
    unlockedCommand(),
    operate('health', '[terminal]', 'request the current status', { command: 'health', args: {} }, showHealth),
    operate(
      'time',
      '[terminal]',
      'compare the terminal’s clock with this computer’s',
      { command: 'time', args: {} },
      showTime,
    ),
    operate('restart-vision', '<terminal>', 'restart the vision process; the door keeps working', {
      command: 'restart-vision',
      args: {},
    }),
  ];
}

const mode = (name: DoorMode): Wish => ({ command: 'mode', args: { mode: name } });

function operate(name: string, argument: string, description: string, wish: Wish, show?: Show): Command {
  return new Command(name)
    .description(description)
    .argument(argument, 'terminal name, or @group')
    .addOption(siteOption())
    .option('-n, --dry-run', 'show which terminals it would reach; send nothing')
    .action((terminal: string | undefined, options: Options) => {
      const site = readSite(options);
      const { dryRun = false } = options;
      return withTerminals(site, (link) =>
        tellTerminals(site, link, terminal ?? everyone, wish, dryRun, inWords(show)),
      );
    });
}

/** The only command that leaves a door permanently open. */
function unlockedCommand(): Command {
  return operate(
    'unlocked',
    '<terminal>',
    'KEEP A DOOR OPEN FOR ANYONE until normal, lockdown or a restart',
    mode('unlocked'),
  )
    .option('--yes', 'confirm that anyone can walk in')
    .hook('preAction', (command) => {
      const { yes, dryRun } = command.opts<Options & { readonly yes?: boolean }>();
      if (yes || dryRun) return;
      const [terminal] = command.args;
      throw new UsageError('fleet.unlocked', `${terminal} would let anyone in`, {
        remedy: `Add --yes to confirm; ostiary fleet normal ${terminal} ends it. To let one person in, run ostiary fleet unlock ${terminal}.`,
      });
    })
    .hook('postAction', (command) => {
      const [terminal] = command.args;
      if (!command.opts<Options>().dryRun) print(`open for anyone; to end: ostiary fleet normal ${terminal}`);
    });
}

/** Describes the result of a command. */
export type Show = (result: Readonly<Record<string, unknown>>) => string;

/** A terminal's answer, in words. */
type Words = (terminal: string, answer: Answer) => string;

const showMode: Show = ({ kept, fault }) =>
  kept === false ? `done, BUT IT WILL NOT SURVIVE A RESTART: ${fault}` : 'done';

const showTime: Show = ({ offset, trusted }) => {
  const ahead = Number(offset) / 1000;
  const word = ahead < 0 ? 'behind' : 'ahead';
  return `${Math.abs(ahead).toFixed(1)} s ${word}, including the delay of the command${trusted ? '' : '; NOT SYNCHRONISED'}`;
};

const showHealth: Show = ({ level, parts }) => {
  const faulty = (parts as HealthSummary['parts']).filter((part) => part.level !== 'ok');
  return [String(level), ...faulty.map(({ part, level, detail }) => `  ${level} ${part}: ${detail}`)].join('\n');
};

/** Sends a command and prints each answer. @throws CommandRejected `fleet.refused`; UplinkError `fleet.no-answer` */
export async function tellTerminals(
  site: SiteConfig,
  link: FleetLink,
  target: string,
  wish: Wish,
  dryRun: boolean,
  words: Words = inWords(),
): Promise<void> {
  const options = {
    dryRun,
    onMeant: (names: readonly string[]) => {
      if (dryRun) print(`${wish.command} would reach ${names.join(', ') || 'no terminal'} (dry run: nothing was sent)`);
    },
    onAnswer: (terminal: string, answer: Answer) => print(words(terminal, answer)),
  };
  const asked = await sendCommand(target, wish, options, { site: site.uplink.site, link, clock: systemClock() });
  if (asked) judge(asked);
}

/** Prints a refusal with all its errors, or the result as `show` words it. */
export const inWords =
  (show: Show = () => 'done'): Words =>
  (terminal, { ok, error, duplicate, result = {} }) => {
    if (!ok) {
      const faults = error?.faults ?? (error ? [error] : []);
      return faults
        .map(({ code, message, remedy }) => `${terminal}: REFUSED: ${code}: ${message}. ${remedy}`)
        .join('\n');
    }
    const [first, ...more] = show(result).split('\n');
    return [`${terminal}: ${first}${duplicate ? ' (already done; earlier answer)' : ''}`, ...more].join('\n');
  };

function judge({ answers, silent, offline }: Asked): void {
  if (answers.size + silent.length + offline.length === 0) print('no terminal has ever connected to this broker');
  for (const terminal of silent) print(`${terminal}: connected, but NO ANSWER`);
  for (const terminal of offline)
    print(`${terminal}: offline; receives the command if it reconnects before the command expires`);
  const refused = [...answers.values()].filter(({ ok }) => !ok);
  if (refused.length > 0) {
    throw new CommandRejected('fleet.refused', `${refused.length} terminals refused the command`, {
      remedy: 'Read the lines above: each refusal names its remedy.',
    });
  }
  if (silent.length + offline.length > 0) {
    throw new UplinkError('fleet.no-answer', `${silent.length + offline.length} terminals did not answer`, {
      remedy:
        'Check them with ostiary fleet status, then send the command again: it is not carried out after it expires.',
    });
  }
}
