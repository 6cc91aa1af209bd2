import { Command } from 'commander';
import { Document, isScalar } from 'yaml';
import { ConfigError, TerminalError } from '../base/errors.js';
import { askRunningDaemon } from '../compose/control-client.js';
import { rewriteWhole } from '../platform/write-file.js';
import { editConfig } from '../settings/edit/edit.js';
import { withoutSite } from '../settings/from-site/drop-site.js';
import { type Layered, layeredNow } from '../settings/from-site/layered.js';
import { layerText, type Override, siteLayerFile } from '../settings/from-site/site-layer.js';
import { asideLines, overrideLines, overridesInUse } from '../settings/from-site/site-report.js';
import { parseConfig, readConfigText } from '../settings/load/load.js';
import type { Applies } from '../settings/schema/fields.js';
import { migrate } from '../settings/schema/migrations.js';
import type { Place } from '../settings/schema/place.js';
import { type Difference, differences, type Setting, settingsOf, treeOf } from '../settings/schema/settings.js';
import { packageRoot } from '../version.js';
import { configOption, readLayered } from './config-option.js';

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
    (setting: string, value: string, { config }: Options) => change(config, setting, value),
  );
  add('unset <setting>', 'remove one setting, so that its default holds').action(
    (setting: string, { config }: Options) => change(config, setting, undefined),
  );
  add(
    'drop-site [settings...]',
    'take back what the site has set: settings by name, policy as a whole, or everything',
  ).action((settings: string[], { config }: Options) => dropSite(config, settings));
  add('migrate', 'rewrite the file in the newest format').action(rewrite);
  return command;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function check({ config }: Options): void {
  const layered = readLayered(config);
  say(`${config}: ok`);
  saySite(layered);
}

function saySite(layered: Layered): void {
  for (const line of overrideLines(layered)) say(line);
  for (const line of asideLines(layered)) say(`warning: ${line}`);
}

/** The credentials of a camera's URL are nobody's business: settings are shown without. */
function show({ config, effective, json }: Options & { effective?: boolean; json?: boolean }): void {
  const layered = readLayered(config);
  const settings = settingsOf(layered.config);
  const defaults = settingsOf(parseConfig('', config, { env: {}, packageRoot }));
  const own = new Set(differences(defaults, settings).map(({ name }) => name));
  const shown = effective ? settings : settings.filter(({ name }) => own.has(name));
  for (const line of asideLines(layered)) process.stderr.write(`warning: ${line}\n`);
  process.stdout.write(json ? `${JSON.stringify(treeOf(shown), null, 2)}\n` : annotated(shown, layered));
}

/** As YAML, with where each setting comes from. */
function annotated(settings: readonly Setting[], { places }: Layered): string {
  const document = new Document(treeOf(settings));
  for (const { path } of settings) {
    const place = places.origin(path);
    const node = document.getIn(path, true);
    if (place !== undefined && isScalar(node)) node.comment = ` ${written(place)}`;
  }
  return document.toString({ lineWidth: 0 });
}

/** Where a setting comes from, for a person. */
function written(place: Place): string {
  if ('line' in place) return `line ${place.line}`;
  return 'variable' in place ? place.variable : `the site, ${place.by}`;
}

async function diff({ config }: Options): Promise<void> {
  const layered = readLayered(config);
  const running = JSON.parse(await askRunningDaemon(layered.config, '/config')) as Setting[];
  report(differences(running, settingsOf(layered.config)));
  saySite(layered);
}

async function change(file: string, name: string, value: string | undefined): Promise<void> {
  const text = readConfigText(file);
  const edited = editConfig(text, name, value);
  const after = layeredNow(edited, file, { env: process.env, packageRoot });
  await write(file, edited);
  const site = overridesInUse(after).find((override) => override.name === name);
  if (site) {
    say(`${name}: written; but the site’s ${site.value} stays in use (ostiary config drop-site ${owner(site)})`);
    return;
  }
  try {
    report(differencesBetween(layeredNow(text, file, { env: process.env, packageRoot }), after));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    say(`${file}: mended`);
  }
  for (const line of asideLines(after)) say(`warning: ${line}`);
}

const owner = ({ name, by }: Override): string => (by === 'policy' ? by : name);

const differencesBetween = (before: Layered, after: Layered): readonly Difference[] =>
  differences(settingsOf(before.config), settingsOf(after.config));

async function dropSite(file: string, settings: readonly string[]): Promise<void> {
  const before = readLayered(file);
  const query = new URLSearchParams(settings.map((name): [string, string] => ['setting', name]));
  try {
    await askRunningDaemon(before.config, `/config/drop-site?${query}`, 'POST');
  } catch (error) {
    if (!(error instanceof TerminalError) || error.code !== 'control.no-daemon') throw error;
    // As the daemon would: it finds what is left when it starts.
    await write(siteLayerFile(before.local), layerText(withoutSite(before.layer, settings)));
  }
  report(differencesBetween(before, readLayered(file)));
}

async function rewrite({ config }: Options): Promise<void> {
  const text = readConfigText(config);
  const migrated = migrate(text);
  parseConfig(migrated.text, config, { env: process.env, packageRoot });
  if (migrated.done.length > 0) await write(config, migrated.text);
  else say(`${config}: is of the newest format`);
  for (const what of migrated.done) say(what);
}

async function write(file: string, text: string): Promise<void> {
  try {
    await rewriteWhole(file, text);
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
