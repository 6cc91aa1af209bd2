import type { Actor } from './actor.js';
import type { EnrolledCast } from './enrol-cast.js';
import type { Expected } from './record.js';

/** Who comes to the door, and what must happen then. */
export interface PlannedVisit {
  readonly actor: Actor;
  readonly expected: Expected;
}

/** Those who are known and strangers, in turns. */
export function plannedVisits({ known, strangers }: EnrolledCast): readonly PlannedVisit[] {
  const visits: PlannedVisit[] = [];
  for (let i = 0; i < Math.max(known.length, strangers.length); i++) {
    const guest = known[i];
    const stranger = strangers[i];
    const blocked = guest === known.at(-1);
    if (guest)
      visits.push({
        actor: guest,
        expected: blocked ? { name: `${guest.name} (disabled)` } : { name: guest.name, granted: guest.id },
      });
    if (stranger) visits.push({ actor: stranger, expected: { name: 'a stranger' } });
  }
  return visits;
}
