import { Command } from 'commander';
import { askRunningDaemon } from '../compose/control-client.js';
import { changeSetting, layeredDifferences } from '../settings/edit/change-setting.js';
import { migrateFile } from '../settings/edit/migrate-file.js';
import { takeBack } from '../settings/edit/take-back.js';
import type { Layered } from '../settings/from-site/layered.js';
import type { Override } from '../settings/from-site/site-layer.js';
import { asideLines, overrideLines } from '../settings/from-site/site-report.js';
import { parseConfig } from '../settings/load/load.js';
import type { Applies } from '../settings/schema/fields.js';
import { risksOf } from '../settings/schema/risks.js';
import { type Difference, differences, type Setting, settingsOf, treeOf } from '../settings/schema/settings.js';
import { packageRoot } from '../version.js';
import { annotated } from './annotated.js';
import { configOption, readLayered } from './config-option.js';

interface Options {
  readonly config: string;
}

export function configCommand(): Command {
  const command = new Command('config').description('show, check and change the configuration');
  const add = (words: string, description: string): Command =>
    command.command(words).description(description).addOption(configOption());
  add('check', 'check the configuration; report every error with its location and remedy').action(check);
  add('show', 'print the settings that differ from their defaults, including those from the environment')
    .option('--effective', 'all settings, including defaults')
    .option('--json', 'print JSON instead of YAML')
    .action(show);
  add('diff', 'compare the file with the running daemon and show which settings need a restart').action(diff);
  add(
    'set <setting> <value>',
    'change one setting, for example door.release 3s; keeps comments, rejects invalid values',
  ).action((setting: string, value: string, { config }: Options) => change(config, setting, value));
  add('unset <setting>', 'remove one setting, so that its default applies').action(
    (setting: string, { config }: Options) => change(config, setting, undefined),
  );
  add(
    'drop-site [settings...]',
    'remove settings that the site has set: by name, the whole policy, or everything',
  ).action((settings: string[], { config }: Options) => drop(config, settings));
  add('migrate', 'rewrite the file in the current format').action(rewrite);
  return command;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function check({ config }: Options): void {
  const layered = readLayered(config);
  say(`${config}: ok`);
  saySite(layered);
  for (const risk of risksOf(layered.config)) say(`warning: ${risk}`);
}

function saySite(layered: Layered): void {
  for (const line of overrideLines(layered)) say(line);
  for (const line of asideLines(layered)) say(`warning: ${line}`);
}

/** Prints settings without the credentials in a camera URL. */
function show({ config, effective, json }: Options & { effective?: boolean; json?: boolean }): void {
  const layered = readLayered(config);
  const settings = settingsOf(layered.config);
  const defaults = settingsOf(parseConfig('', config, { env: {}, packageRoot }));
  const own = new Set(differences(defaults, settings).map(({ name }) => name));
  const shown = effective ? settings : settings.filter(({ name }) => own.has(name));
  for (const line of asideLines(layered)) process.stderr.write(`warning: ${line}\n`);
  process.stdout.write(json ? `${JSON.stringify(treeOf(shown), null, 2)}\n` : annotated(shown, layered));
}

async function diff({ config }: Options): Promise<void> {
  const layered = readLayered(config);
  const running = JSON.parse(await askRunningDaemon(layered.config, '/config')) as Setting[];
  report(differences(running, settingsOf(layered.config)));
  saySite(layered);
}

async function change(file: string, name: string, value: string | undefined): Promise<void> {
  const { after, override, found } = await changeSetting(file, name, value, { env: process.env, packageRoot });
  if (override) {
    say(
      `${name}: written, but the site’s value ${override.value} still applies (ostiary config drop-site ${owner(override)} removes it)`,
    );
    return;
  }
  if (found) report(found);
  else say(`${file}: mended`);
  for (const line of asideLines(after)) say(`warning: ${line}`);
}

const owner = ({ name, by }: Override): string => (by === 'policy' ? by : name);

async function drop(file: string, settings: readonly string[]): Promise<void> {
  const before = readLayered(file);
  await takeBack(before, settings, (path) => askRunningDaemon(before.config, path, 'POST'));
  report(layeredDifferences(before, readLayered(file)));
}

async function rewrite({ config }: Options): Promise<void> {
  const done = await migrateFile(config, { env: process.env, packageRoot });
  if (done.length === 0) say(`${config}: already current`);
  for (const what of done) say(what);
}

const effects: Readonly<Record<Applies, string>> = {
  live: 'applies immediately',
  vision: 'applies immediately; recognition pauses for a second or two',
  restart: 'needs a restart: systemctl restart ostiary',
};

function report(found: readonly Difference[]): void {
  if (found.length === 0) say('no differences');
  for (const { name, before, after, applies } of found) {
    say(`${name}: ${shownValue(before)} → ${shownValue(after)}   (${effects[applies]})`);
  }
}

const shownValue = (value: unknown): string =>
  value === undefined ? 'not set' : JSON.stringify(value).replace(/^"(.*)"$/, '$1');
