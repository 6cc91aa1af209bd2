import { Command } from 'commander';
import { stringify } from 'yaml';
import { askRunningDaemon } from '../compose-control.js';
import { editConfig } from '../config/edit.js';
import type { Applies } from '../config/fields.js';
import { writeAtomically } from '../config/last-good.js';
import { parseConfig, readConfigText } from '../config/load.js';
import { migrate } from '../config/migrations.js';
import { type Difference, differences, type Setting, settingsOf, treeOf } from '../config/settings.js';
import { ConfigError } from '../domain/errors.js';
import { packageRoot } from '../version.js';
import { configOption, readConfig } from './config-option.js';

interface Options {
  readonly config: string;
}

export function configCommand(): Command {
  const command = new Command('config').description('look at the configuration, and change it');
  const add = (words: string, description: string): Command =>
    command.command(words).description(description).addOption(configOption());
  add('check', 'report every fault of the configuration, with place and remedy').action(check);
  add('show', 'print the settings that differ from their defaults, environment included')
    .option('--effective', 'every setting, defaults included')
    .option('--json', 'as JSON instead of YAML')
    .action(show);
  add('diff', 'compare the file with what the running daemon uses, and say what a restart is needed for').action(diff);
  add('set <setting> <value>', 'change one setting, such as door.release 3s; comments stay, faults are refused').action(
    (setting: string, value: string, { config }: Options) => change(config, (text) => editConfig(text, setting, value)),
  );
  add('unset <setting>', 'remove one setting, so that its default holds').action(
    (setting: string, { config }: Options) => change(config, (text) => editConfig(text, setting, undefined)),
  );
  add('migrate', 'rewrite the file in the newest format').action(rewrite);
  return command;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function check({ config }: Options): void {
  readConfig(config);
  say(`${config}: ok`);
}

/** The credentials of a camera's URL are nobody's business: settings are shown without. */
function show({ config, effective, json }: Options & { effective?: boolean; json?: boolean }): void {
  const settings = settingsOf(readConfig(config));
  const defaults = settingsOf(parseConfig('', config, { env: {}, packageRoot }));
  const own = new Set(differences(defaults, settings).map(({ name }) => name));
  const tree = treeOf(effective ? settings : settings.filter(({ name }) => own.has(name)));
  process.stdout.write(json ? `${JSON.stringify(tree, null, 2)}\n` : stringify(tree));
}

async function diff({ config }: Options): Promise<void> {
  const file = readConfig(config);
  const running = JSON.parse(await askRunningDaemon(file, '/config')) as Setting[];
  report(differences(running, settingsOf(file)));
}

function change(file: string, edit: (text: string) => string): void {
  const options = { env: process.env, packageRoot };
  const text = readConfigText(file);
  const edited = edit(text);
  const after = settingsOf(parseConfig(edited, file, options));
  writeWhole(file, edited);
  try {
    report(differences(settingsOf(parseConfig(text, file, options)), after));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    say(`${file}: mended`);
  }
}

function rewrite({ config }: Options): void {
  const text = readConfigText(config);
  const migrated = migrate(text);
  parseConfig(migrated.text, config, { env: process.env, packageRoot });
  if (migrated.done.length > 0) writeWhole(config, migrated.text);
  else say(`${config}: is of the newest format`);
  for (const what of migrated.done) say(what);
}

function writeWhole(file: string, text: string): void {
  try {
    writeAtomically(file, text);
  } catch (cause) {
    throw new ConfigError('config.unwritable', `${file} cannot be written: ${(cause as Error).message}`, {
      remedy: 'Use sudo, and look whether the file system is read-only or full. Nothing was changed.',
      cause,
    });
  }
}

const effects: Readonly<Record<Applies, string>> = {
  live: 'applies at once',
  vision: 'applies at once; nobody is recognised for a second or two',
  restart: 'needs a restart: systemctl restart ostiary',
};

function report(found: readonly Difference[]): void {
  if (found.length === 0) say('no difference');
  for (const { name, before, after, applies } of found) {
    say(`${name}: ${shownValue(before)} → ${shownValue(after)}   (${effects[applies]})`);
  }
}

const shownValue = (value: unknown): string =>
  value === undefined ? 'not set' : JSON.stringify(value).replace(/^"(.*)"$/, '$1');
