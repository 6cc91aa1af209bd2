import { Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../../base/errors.js';
import { type Timestamp, timestamp } from '../../base/units.js';
import { withTerminals } from '../../compose/fleet.js';
import { withEvents } from '../../compose/fleet-store.js';
import { followEvents } from '../../fleet/follow-events.js';
import type { EventFilter } from '../../fleet/ports/event-store.js';
import type { FleetLink, SiteEvent } from '../../fleet/ports/fleet-link.js';
import { print, readSite, siteOption } from './site-option.js';
import { untilStopped } from './until-stopped.js';

interface Options extends EventFilter {
  readonly config: string;
  readonly follow?: boolean;
  readonly export?: 'csv' | 'jsonl';
  readonly number: string;
}

export function eventsCommand(): Command {
  return new Command('events')
    .description('what happened at the doors: the last collected events, all of them, or events as they come')
    .addOption(siteOption())
    .option('-f, --follow', 'from the terminals themselves, as it happens')
    .addOption(
      new Option('--export <format>', 'every collected event, to standard output; with --follow, as they come').choices(
        ['csv', 'jsonl'],
      ),
    )
    .option('-n, --number <count>', 'how many of the last ones', '20')
    .option('--terminal <name>', 'of this terminal')
    .option('--kind <kind>', 'of this kind, such as access.denied, or of all that begin with it, such as access.')
    .addOption(
      new Option('--since <date>', 'from this moment on, e.g. 2026-12-01 or 2026-12-01T08:00').argParser(moment),
    )
    .addOption(new Option('--until <date>', 'before this moment').argParser(moment))
    .action(run);
}

async function run(options: Options): Promise<void> {
  const site = readSite(options);
  const { follow: live = false, export: format, terminal, kind, since, until } = options;
  const filter: EventFilter = {
    ...(terminal === undefined ? {} : { terminal }),
    ...(kind === undefined ? {} : { kind }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
  if (live && (since || until)) {
    throw new UsageError('events.usage', '--follow tells what happens now', {
      remedy: 'Leave --since and --until away with it.',
    });
  }
  const show = shows[format ?? 'line'];
  if (format === 'csv') await write(csvHead);
  if (live) return withTerminals(site, (link) => follow(link, filter, show), { watched: true });
  const count = Number(options.number);
  if (!Number.isInteger(count) || count < 1) {
    throw new UsageError('events.number', `"${options.number}" is no number of events`, { remedy: 'Say -n 20.' });
  }
  await withEvents(site, async (store) => {
    for (const event of format === undefined ? store.tail(filter, count) : store.events(filter))
      await write(show(event));
  });
}

async function follow(link: FleetLink, filter: EventFilter, show: (event: SiteEvent) => string): Promise<void> {
  const signal = untilStopped();
  await followEvents(filter, (event) => print(show(event)), link);
  process.stderr.write('following; Ctrl-C ends it\n');
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

function line({ at, clockTrusted, terminal, sequence, kind, facts, historical }: SiteEvent): string {
  const told = Object.entries(facts).map(([name, value]) => `${name}=${value}`);
  const notes = [...(historical ? ['(told late)'] : []), ...(clockTrusted ? [] : ['(clock not set)'])];
  return [new Date(at).toISOString(), terminal, `#${sequence}`, kind, ...told, ...notes].join(' ');
}

const csvHead = 'at,terminal,epoch,sequence,kind,clock_trusted,historical,id,facts';

/** RFC 4180. */
function csv({ at, terminal, epoch, sequence, kind, clockTrusted, historical, id, facts }: SiteEvent): string {
  const fields = [new Date(at).toISOString(), terminal, epoch, sequence, kind, clockTrusted, historical, id];
  return [...fields, `"${JSON.stringify(facts).replaceAll('"', '""')}"`].join(',');
}

const shows = { line, csv, jsonl: (event: SiteEvent): string => JSON.stringify(event) };

/** A reader may be slower than the database. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(`${text}\n`)) await new Promise((resolve) => process.stdout.once('drain', resolve));
}

function moment(text: string): Timestamp {
  const at = Date.parse(text.includes('T') ? text : `${text}T00:00`);
  if (!/^\d{4}-\d\d-\d\d(T|$)/.test(text) || Number.isNaN(at))
    throw new InvalidArgumentError('a date such as 2026-12-01 or 2026-12-01T08:00:00Z is needed.');
  return timestamp(at);
}
