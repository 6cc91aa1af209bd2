import { timestamp } from '../../base/units.js';
import type { Person } from '../domain/gallery.js';

/** A row of the table `people`. */
export interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly enabled: number;
  readonly valid_from: number | null;
  readonly valid_until: number | null;
  readonly doors: string | null;
}

export function toPersonRow(person: Person): PersonRow {
  return {
    id: person.id,
    name: person.name,
    enabled: person.enabled ? 1 : 0,
    valid_from: person.validFrom ?? null,
    valid_until: person.validUntil ?? null,
    doors: person.doors === undefined ? null : JSON.stringify(person.doors),
  };
}

export function toPerson(row: PersonRow): Person {
  return {
    id: row.id,
    name: row.name,
    enabled: row.enabled === 1,
    ...(row.valid_from === null ? {} : { validFrom: timestamp(row.valid_from) }),
    ...(row.valid_until === null ? {} : { validUntil: timestamp(row.valid_until) }),
    ...(row.doors === null ? {} : { doors: JSON.parse(row.doors) as string[] }),
  };
}
