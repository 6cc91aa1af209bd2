import { CommandRejected, UsageError } from '../../base/errors.js';
import type { Timestamp } from '../../base/units.js';
import type { Person } from './gallery.js';

/** What may be said about a person; what is not said stays as it was. */
export interface PersonChanges {
  readonly name?: string;
  readonly enable?: boolean;
  readonly disable?: boolean;
  readonly validFrom?: Timestamp | 'none';
  readonly validUntil?: Timestamp | 'none';
  readonly door?: string[];
}

const longestName = 200;

/** @throws CommandRejected `person.*` for a name or limits that cannot be meant; UsageError `person.access` */
export function personOf(id: string, changes: PersonChanges, existing: Person | undefined): Person {
  const name = changes.name ?? existing?.name ?? id;
  // Names reach consoles: control characters could rewrite what a technician sees.
  if (name.trim() === '' || name.length > longestName || /\p{Cc}/u.test(name)) {
    throw new CommandRejected('person.name', `${JSON.stringify(name.slice(0, 40))} is not a name`, {
      remedy: `Use 1 to ${longestName} characters on one line.`,
    });
  }
  if (changes.enable && changes.disable) {
    throw new UsageError('person.access', 'both --enable and --disable were given', { remedy: 'Say one of them.' });
  }
  const validFrom = limit(changes.validFrom, existing?.validFrom);
  const validUntil = limit(changes.validUntil, existing?.validUntil);
  if (validFrom !== undefined && validUntil !== undefined && validFrom >= validUntil) {
    throw new CommandRejected('person.validity', `the access of ${id} would end before it begins`, {
      remedy: 'Give a --valid-until after --valid-from, or none.',
    });
  }
  const doors = changes.door?.includes('all') ? undefined : (changes.door ?? existing?.doors);
  return {
    id,
    name,
    enabled: changes.disable ? false : (changes.enable ?? existing?.enabled ?? true),
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(validUntil === undefined ? {} : { validUntil }),
    ...(doors === undefined ? {} : { doors }),
  };
}

function limit(said: Timestamp | 'none' | undefined, before: Timestamp | undefined): Timestamp | undefined {
  if (said === 'none') return undefined;
  return said ?? before;
}
