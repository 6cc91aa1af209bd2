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
    .description('print door events: the most recent collected ones, all of them, or new ones as they arrive')
    .addOption(siteOption())
    .option('-f, --follow', 'print new events as the terminals send them')
    .addOption(
      new Option('--export <format>', 'write all collected events to standard output; with --follow, new ones').choices(
        ['csv', 'jsonl'],
      ),
    )
    .option('-n, --number <count>', 'number of most recent events', '20')
    .option('--terminal <name>', 'only events of this terminal')
    .option(
      '--kind <kind>',
      'only events of this kind, for example access.denied; a trailing dot selects all that begin with it (access.)',
    )
    .addOption(
      new Option('--since <date>', 'only events at or after this time, e.g. 2026-12-01 or 2026-12-01T08:00').argParser(
        moment,
      ),
    )
    .addOption(new Option('--until <date>', 'only events before this time').argParser(moment))
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
    throw new UsageError(
      'events.usage',
      '--follow cannot be combined with --since or --until: it shows only new events',
      {
        remedy: 'Leave out --since and --until, or leave out --follow.',
      },
    );
  }
  const show = shows[format ?? 'line'];
  if (format === 'csv') await write(csvHead);
  if (live) return withTerminals(site, (link) => follow(link, filter, show), { watched: true });
  const count = Number(options.number);
  if (!Number.isInteger(count) || count < 1) {
    throw new UsageError('events.number', `"${options.number}" is not a number of events`, {
      remedy: 'Give a whole number, for example -n 20.',
    });
  }
  await withEvents(site, async (store) => {
    for (const event of format === undefined ? store.tail(filter, count) : store.events(filter))
      await write(show(event));
  });
}

async function follow(link: FleetLink, filter: EventFilter, show: (event: SiteEvent) => string): Promise<void> {
  const signal = untilStopped();
  await followEvents(filter, (event) => print(show(event)), link);
  process.stderr.write('waiting for new events; press Ctrl-C to stop\n');
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

function line({ at, clockTrusted, terminal, sequence, kind, facts, historical }: SiteEvent): string {
  const told = Object.entries(facts).map(([name, value]) => `${name}=${value}`);
  const notes = [...(historical ? ['(sent late)'] : []), ...(clockTrusted ? [] : ['(clock not set)'])];
  return [new Date(at).toISOString(), terminal, `#${sequence}`, kind, ...told, ...notes].join(' ');
}

const csvHead = 'at,terminal,epoch,sequence,kind,clock_trusted,historical,id,facts';

/** RFC 4180. */
function csv({ at, terminal, epoch, sequence, kind, clockTrusted, historical, id, facts }: SiteEvent): string {
  const fields = [new Date(at).toISOString(), terminal, epoch, sequence, kind, clockTrusted, historical, id];
  return [...fields, `"${JSON.stringify(facts).replaceAll('"', '""')}"`].join(',');
}

const shows = { line, csv, jsonl: (event: SiteEvent): string => JSON.stringify(event) };

/** Waits for a slow reader. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(`${text}\n`)) await new Promise((resolve) => process.stdout.once('drain', resolve));
}

function moment(text: string): Timestamp {
  const at = Date.parse(text.includes('T') ? text : `${text}T00:00`);
  if (!/^\d{4}-\d\d-\d\d(T|$)/.test(text) || Number.isNaN(at))
    throw new InvalidArgumentError('expected a date, for example 2026-12-01 or 2026-12-01T08:00:00Z.');
  return timestamp(at);
}
