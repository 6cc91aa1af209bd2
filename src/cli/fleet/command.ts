import { Command } from 'commander';
import type { Asked } from '../../app/fleet/ask.js';
import { withSite } from '../../compose-fleet.js';
import { commandTerminals, type Wish } from '../../compose-fleet-command.js';
import type { SiteConfig } from '../../config/site/schema.js';
import { everyone } from '../../domain/address.js';
import { CommandRejected, UplinkError } from '../../domain/errors.js';
import type { SiteLink } from '../../ports/site-link.js';
import type { Answer } from '../../ports/uplink.js';
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
    ),
    operate('normal', '[terminal]', 'end lockdown', mode('normal')),
  ];
}

const mode = (name: 'lockdown' | 'normal'): Wish => ({ command: 'mode', args: { mode: name } });

function operate(name: string, argument: string, description: string, wish: Wish): Command {
  return new Command(name)
    .description(description)
    .argument(argument, 'name of a terminal, or @group')
    .addOption(siteOption())
    .option('-n, --dry-run', 'say whom it would reach, and send nothing')
    .action((terminal: string | undefined, options: Options) => {
      const site = readSite(options);
      return withSite(site, (link) => tellTerminals(site, link, terminal ?? everyone, wish, options.dryRun ?? false));
    });
}

/** Sends a command and says who answered what. @throws CommandRejected `fleet.refused`; UplinkError `fleet.no-answer` */
export async function tellTerminals(
  site: SiteConfig,
  link: SiteLink,
  target: string,
  wish: Wish,
  dryRun: boolean,
  words: (terminal: string, answer: Answer) => string = inWords(),
): Promise<void> {
  const asked = await commandTerminals(site, link, target, wish, {
    dryRun,
    onMeant: (names) => {
      if (dryRun) print(`${wish.command} would reach ${names.join(', ') || 'nobody'} (a dry run: nothing was sent)`);
    },
    onAnswer: (terminal, answer) => print(words(terminal, answer)),
  });
  if (asked) judge(asked);
}

/** @param more to say of an answer that is no refusal */
export const inWords =
  (more: (answer: Answer) => readonly string[] = () => []) =>
  (terminal: string, answer: Answer): string => {
    const { ok, error, duplicate } = answer;
    const faults = error?.faults ?? (error ? [error] : []);
    const refusals = faults.map(({ code, message, remedy }) => `${terminal}: REFUSED: ${code}: ${message}. ${remedy}`);
    const done = [
      `${terminal}: done${duplicate ? ' (answered before)' : ''}`,
      ...more(answer).map((line) => `  ${line}`),
    ];
    return (ok ? done : refusals).join('\n');
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
