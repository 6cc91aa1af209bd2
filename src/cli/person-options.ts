import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Timestamp, timestamp } from '../base/units.js';
import { doorIdPattern } from '../gallery/domain/gallery.js';

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
