import { Command } from 'commander';
import { parse } from 'yaml';
import { CommandRejected, UsageError } from '../../base/errors.js';
import { timestamp } from '../../base/units.js';
import { withTerminals } from '../../compose/fleet.js';
import { everyone } from '../../protocol/domain/address.js';
import type { Answer } from '../../protocol/domain/reports.js';
import type { SettingValue } from '../../settings/domain/site-settings.js';
import { checkOrder } from '../../settings/from-site/check-order.js';

import { packageRoot } from '../../version.js';
import { inWords, tellTerminals } from './command.js';
import { showChanges, showSettings } from './settings-lines.js';
import { readSite, siteOption } from './site-option.js';

interface Options {
  readonly config: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly unset?: string[];
}

export function fleetConfigCommand(): Command {
  const command = new Command('config').description('show and change the terminal settings that a site may set');
  command
    .command('get')
    .description('show the settings in use and where each comes from')
    .argument('[terminal]', 'terminal name, or @group; default: the whole site')
    .addOption(siteOption())
    .option('--json', 'print JSON, one line per terminal')
    .action((terminal: string | undefined, options: Options) => {
      const site = readSite(options);
      const wish = { command: 'config-get', args: {} } as const;
      const words = options.json ? inJson : inWords(showSettings);
      return withTerminals(site, (link) => tellTerminals(site, link, terminal ?? everyone, wish, false, words));
    });
  command
    .command('set')
    .description('override settings of the terminal’s own configuration; all of them apply, or none')
    .argument('<terminal>', 'terminal name, or @group; @site is the whole site')
    .argument('[settings...]', 'for example door.release=4s')
    .addOption(siteOption())
    .option('--unset <names...>', 'remove these overrides, so that the terminal’s own configuration applies')
    .option('-n, --dry-run', 'check the settings and show which terminals they would reach; send nothing')
    .action((terminal: string, words: string[], options: Options) => {
      const site = readSite(options);
      const settings = settingsOf(words, options.unset ?? []);
      const faults = checkOrder({ by: 'config-set', issued: timestamp(1), settings }, packageRoot);
      if (faults.length > 0) {
        throw new CommandRejected('settings.invalid', faults.map(({ message }) => message).join('\n'), {
          remedy:
            'Run ostiary fleet config get to see which settings a site may set; docs/configuration.md lists their values.',
        });
      }
      const wish = { command: 'config-set', args: { settings } } as const;
      return withTerminals(site, (link) =>
        tellTerminals(site, link, terminal, wish, options.dryRun ?? false, inWords(showChanges)),
      );
    });
  return command;
}

const inJson = (terminal: string, answer: Answer): string => JSON.stringify({ terminal, ...answer });

/** @throws UsageError `settings.usage` */
function settingsOf(words: readonly string[], unset: readonly string[]): Readonly<Record<string, SettingValue | null>> {
  const set = words.map((word): [string, SettingValue] => {
    const at = word.indexOf('=');
    if (at < 1 || at === word.length - 1) throw usage(`"${word}" has no value`);
    return [word.slice(0, at), parsed(word.slice(at + 1))];
  });
  if (set.length + unset.length === 0) throw usage('no setting was given');
  return Object.fromEntries([...set, ...unset.map((name): [string, null] => [name, null])]);
}

/** Parses a value as a terminal's configuration does. */
function parsed(text: string): SettingValue {
  try {
    const value: unknown = parse(text);
    if (typeof value === 'number' || typeof value === 'boolean') return value;
  } catch {
    // Text that is no YAML is text.
  }
  return text;
}

function usage(why: string): UsageError {
  return new UsageError('settings.usage', why, {
    remedy: 'Run for example: ostiary fleet config set door-1 door.release=4s --unset quality.maxTurn.',
  });
}
