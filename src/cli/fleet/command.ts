import { Command } from 'commander';
import { CommandRejected, UplinkError, UsageError } from '../../base/errors.js';
import { fleetClock, withTerminals } from '../../compose/fleet.js';
import type { DoorMode } from '../../door/domain/door.js';
import type { Asked } from '../../fleet/ask-terminals.js';
import type { FleetLink } from '../../fleet/ports/fleet-link.js';
import { sendCommand, type Wish } from '../../fleet/send-command.js';
import { everyone } from '../../protocol/domain/address.js';
import type { SiteConfig } from '../../settings/site-file/schema.js';
import type { Answer, HealthSummary } from '../../uplink/ports/uplink.js';
import { print, readSite, siteOption } from './site-option.js';

interface Options {
  readonly config: string;
  readonly dryRun?: boolean;
}

/** Commands to doors. */
export function doorCommands(): readonly Command[] {
  return [
    operate('unlock', '<terminal>', 'release a door once; also @group', { command: 'unlock', args: {} }),
    operate(
      'lockdown',
      '[terminal]',
      'no grants any more, REX lives: a terminal, @group, or the whole site',
      mode('lockdown'),
      showMode,
    ),
    operate('normal', '[terminal]', 'end lockdown, and lock what was unlocked', mode('normal'), showMode),
    unlockedCommand(),
    operate('health', '[terminal]', 'ask how it is now', { command: 'health', args: {} }, showHealth),
    operate('time', '[terminal]', 'compare its clock with this one', { command: 'time', args: {} }, showTime),
    operate('restart-vision', '<terminal>', 'start its vision process anew; the door works on', {
      command: 'restart-vision',
      args: {},
    }),
  ];
}

const mode = (name: DoorMode): Wish => ({ command: 'mode', args: { mode: name } });

function operate(name: string, argument: string, description: string, wish: Wish, show?: Show): Command {
  return new Command(name)
    .description(description)
    .argument(argument, 'name of a terminal, or @group')
    .addOption(siteOption())
    .option('-n, --dry-run', 'say whom it would reach, and send nothing')
    .action((terminal: string | undefined, options: Options) => {
      const site = readSite(options);
      const { dryRun = false } = options;
      return withTerminals(site, (link) =>
        tellTerminals(site, link, terminal ?? everyone, wish, dryRun, inWords(show)),
      );
    });
}

/** The one command that leaves doors open behind it. */
function unlockedCommand(): Command {
  return operate(
    'unlocked',
    '<terminal>',
    'OPEN A DOOR TO EVERYBODY until normal, lockdown or a restart',
    mode('unlocked'),
  )
    .option('--yes', 'I know that nobody is asked for a face there from now on')
    .hook('preAction', (command) => {
      const { yes, dryRun } = command.opts<Options & { readonly yes?: boolean }>();
      if (yes || dryRun) return;
      const [terminal] = command.args;
      throw new UsageError('fleet.unlocked', `${terminal} would be open to everybody, whoever they are`, {
        remedy: `Say --yes to do it; ostiary fleet normal ${terminal} ends it. To let one person in: ostiary fleet unlock.`,
      });
    })
    .hook('postAction', (command) => {
      const [terminal] = command.args;
      if (!command.opts<Options>().dryRun) print(`open to everybody, until: ostiary fleet normal ${terminal}`);
    });
}

/** What there is to say of the result of a command. */
export type Show = (result: Readonly<Record<string, unknown>>) => string;

/** What a terminal answered, for a person. */
type Words = (terminal: string, answer: Answer) => string;

const showMode: Show = ({ kept, fault }) =>
  kept === false ? `done, BUT A RESTART WILL NOT KNOW IT: ${fault}` : 'done';

const showTime: Show = ({ offset, trusted }) => {
  const ahead = Number(offset) / 1000;
  const word = ahead < 0 ? 'behind' : 'ahead';
  return `${Math.abs(ahead).toFixed(1)} s ${word}, the way of the command included${trusted ? '' : '; NOT SYNCHRONISED'}`;
};

const showHealth: Show = ({ level, parts }) => {
  const faulty = (parts as HealthSummary['parts']).filter((part) => part.level !== 'ok');
  return [String(level), ...faulty.map(({ part, level, detail }) => `  ${level} ${part}: ${detail}`)].join('\n');
};

/** Sends a command and says who answered what. @throws CommandRejected `fleet.refused`; UplinkError `fleet.no-answer` */
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
      if (dryRun) print(`${wish.command} would reach ${names.join(', ') || 'nobody'} (a dry run: nothing was sent)`);
    },
    onAnswer: (terminal: string, answer: Answer) => print(words(terminal, answer)),
  };
  const asked = await sendCommand(target, wish, options, { site: site.uplink.site, link, clock: fleetClock() });
  if (asked) judge(asked);
}

/** Refusals with every fault; else what `show` makes of the result, lines after the first below it. */
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
    return [`${terminal}: ${first}${duplicate ? ' (answered before)' : ''}`, ...more].join('\n');
  };

function judge({ answers, silent, offline }: Asked): void {
  if (answers.size + silent.length + offline.length === 0) print('no terminal has connected to this broker yet');
  for (const terminal of silent) print(`${terminal}: NO ANSWER, although it is connected`);
  for (const terminal of offline)
    print(`${terminal}: not connected: it gets the command if it is back before it expires`);
  const refused = [...answers.values()].filter(({ ok }) => !ok);
  if (refused.length > 0) {
    throw new CommandRejected('fleet.refused', `${refused.length} terminals refused the command`, {
      remedy: 'See the lines above.',
    });
  }
  if (silent.length + offline.length > 0) {
    throw new UplinkError('fleet.no-answer', `${silent.length + offline.length} terminals did not answer`, {
      remedy: 'See ostiary fleet status, then send it again: a command that expires soon is not carried out later.',
    });
  }
}
