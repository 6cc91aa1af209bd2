import type { Actor, Visitor } from './actor.js';
import type { AttackKind } from './drawing/hold-up.js';
import type { EnrolledCast } from './enrol-cast.js';
import type { Expected } from './record.js';

/** Who comes to the door, and what must happen then. */
export interface PlannedVisit {
  readonly visitor: Visitor;
  readonly expected: Expected;
}

/** Those who are known and strangers, in turns; between them, strangers with photographs of those who are known. */
export function plannedVisits({ known, strangers }: EnrolledCast): readonly PlannedVisit[] {
  const attacks = [...heldUp(known[0], 'print', 1), ...heldUp(known[1], 'phone', 2)];
  const visits: PlannedVisit[] = [];
  for (let i = 0; i < Math.max(known.length, strangers.length); i++) {
    const guest = known[i];
    const stranger = strangers[i];
    const blocked = guest === known.at(-1);
    if (guest)
      visits.push({
        visitor: guest,
        expected: blocked ? { name: `${guest.name} (disabled)` } : { name: guest.name, granted: guest.id },
      });
    if (stranger) visits.push({ visitor: stranger, expected: { name: 'a stranger' } });
    visits.push(...attacks.filter(({ after }) => after === i).map(({ visit }) => visit));
  }
  return visits;
}

/** A photograph of this person, and after which pair of visitors it is held up. */
function heldUp(
  of: Actor | undefined,
  kind: AttackKind,
  after: number,
): readonly { readonly after: number; readonly visit: PlannedVisit }[] {
  const visitor = of?.heldUp?.(kind);
  if (of === undefined || visitor === undefined) return [];
  return [{ after, visit: { visitor, expected: { name: `a ${kind} of ${of.name}`, attack: true } } }];
}
