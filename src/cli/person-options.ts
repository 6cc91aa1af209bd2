import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Timestamp, timestamp } from '../base/units.js';
import { doorIdPattern } from '../gallery/domain/gallery.js';

export function addPersonOptions(command: Command): Command {
  return command
    .option('--name <name>', 'the person’s name (default: the id)')
    .option('--enable', 'allow access')
    .option('--disable', 'block access')
    .addOption(
      new Option('--valid-from <date>', 'start of access, e.g. 2026-12-01 (0:00 local time), or none').argParser(
        moment,
      ),
    )
    .addOption(new Option('--valid-until <date>', 'end of access, e.g. 2026-12-31T18:00, or none').argParser(moment))
    .option('--door <ids...>', 'doors this person may open (by terminal.door), or all', door);
}

function door(id: string, before: readonly string[] = []): readonly string[] {
  if (!doorIdPattern.test(id)) {
    throw new InvalidArgumentError(
      'expected a door id as in terminal.door: letters, digits, dots, dashes, underscores.',
    );
  }
  return [...before, id];
}

function moment(text: string): Timestamp | 'none' {
  if (text === 'none') return 'none';
  const [date = '', time] = text.split('T');
  // A bare date means local midnight, but Date.parse assumes UTC; it also turns February 31 into March 3.
  const at = Date.parse(time === undefined ? `${date}T00:00` : text);
  const real = /^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(at) && new Date(date).toISOString().startsWith(date);
  if (!real) {
    throw new InvalidArgumentError('expected a date, for example 2026-12-01 or 2026-12-01T08:00:00Z, or none.');
  }
  return timestamp(at);
}
