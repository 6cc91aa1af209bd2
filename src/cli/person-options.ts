import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandRejected, UsageError } from '../base/errors.js';
import { type Timestamp, timestamp } from '../base/units.js';
import { doorIdPattern, type Person } from '../gallery/domain/gallery.js';

/** What may be said about a person on the command line; what is not said stays as it was. */
export interface PersonOptions {
  readonly name?: string;
  readonly enable?: boolean;
  readonly disable?: boolean;
  readonly validFrom?: Timestamp | 'none';
  readonly validUntil?: Timestamp | 'none';
  readonly door?: string[];
}

export function addPersonOptions(command: Command): Command {
  return command
    .option('--name <name>', 'the person’s name (default: the id)')
    .option('--enable', 'give access')
    .option('--disable', 'give no access')
    .addOption(
      new Option(
        '--valid-from <date>',
        'first moment of access, e.g. 2026-12-01 (from 0:00 local time), or none',
      ).argParser(moment),
    )
    .addOption(
      new Option('--valid-until <date>', 'first moment without access, e.g. 2026-12-31T18:00, or none').argParser(
        moment,
      ),
    )
    .option('--door <ids...>', 'doors this person may open (terminal.door), or all', door);
}

const longestName = 200;

/** @throws CommandRejected `person.*` for a name or limits that cannot be meant; UsageError `person.access` */
export function personOf(id: string, options: PersonOptions, existing: Person | undefined): Person {
  const name = options.name ?? existing?.name ?? id;
  // Names reach consoles: control characters could rewrite what a technician sees.
  if (name.trim() === '' || name.length > longestName || /\p{Cc}/u.test(name)) {
    throw new CommandRejected('person.name', `${JSON.stringify(name.slice(0, 40))} is not a name`, {
      remedy: `Use 1 to ${longestName} characters on one line.`,
    });
  }
  if (options.enable && options.disable) {
    throw new UsageError('person.access', 'both --enable and --disable were said', { remedy: 'Say one of them.' });
  }
  const validFrom = limit(options.validFrom, existing?.validFrom);
  const validUntil = limit(options.validUntil, existing?.validUntil);
  if (validFrom !== undefined && validUntil !== undefined && validFrom >= validUntil) {
    throw new CommandRejected('person.validity', `the access of ${id} would end before it begins`, {
      remedy: 'Give a --valid-until after --valid-from, or none.',
    });
  }
  const doors = options.door?.includes('all') ? undefined : (options.door ?? existing?.doors);
  return {
    id,
    name,
    enabled: options.disable ? false : (options.enable ?? existing?.enabled ?? true),
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(validUntil === undefined ? {} : { validUntil }),
    ...(doors === undefined ? {} : { doors }),
  };
}

function limit(said: Timestamp | 'none' | undefined, before: Timestamp | undefined): Timestamp | undefined {
  if (said === 'none') return undefined;
  return said ?? before;
}

function door(id: string, before: readonly string[] = []): readonly string[] {
  if (!doorIdPattern.test(id)) {
    throw new InvalidArgumentError(
      'the terminal.door of a terminal is needed: letters, digits, dots, dashes, underscores.',
    );
  }
  return [...before, id];
}

function moment(text: string): Timestamp | 'none' {
  if (text === 'none') return 'none';
  const [date = '', time] = text.split('T');
  // A date alone is the site's midnight, which Date.parse takes for that of UTC; and it takes February 31 for March 3.
  const at = Date.parse(time === undefined ? `${date}T00:00` : text);
  const real = /^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(at) && new Date(date).toISOString().startsWith(date);
  if (!real) {
    throw new InvalidArgumentError('a date such as 2026-12-01 or 2026-12-01T08:00:00Z, or none, is needed.');
  }
  return timestamp(at);
}
