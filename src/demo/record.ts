import type { Decision, DenialReason } from '../access/domain/policy.js';
import type { Announcer } from '../access/ports/announcer.js';
import { elapsed, type Instant, type Millis } from '../base/units.js';

export interface Expected {
  readonly name: string;
  /** The id that must be granted; undefined if the visitor must be denied. */
  readonly granted?: string;
  /** Whether it is a photograph of somebody who is enrolled. */
  readonly attack?: boolean;
}

/** A presentation as reported by the daemon. */
export interface Visit {
  readonly id: string;
  readonly startedAt: Instant;
  readonly decisions: Decision[];
}

/** Remembers every decision. */
export function recording(visits: Visit[]): Announcer {
  return {
    arrived(presentation) {
      visits.push({ id: presentation.id, startedAt: presentation.startedAt, decisions: [] });
    },
    decided(presentation, decision) {
      visits.find(({ id }) => id === presentation.id)?.decisions.push(decision);
    },
    pending: () => undefined,
    left: () => undefined,
  };
}

export interface Tally {
  readonly lines: readonly string[];
  readonly wrong: number;
  /** Visitors without a decision. */
  readonly missed: number;
  readonly attacks: AttackTally;
}

interface AttackTally {
  readonly heldUp: number;
  /** Why those were denied that were denied. */
  readonly denials: readonly DenialReason[];
}

/**
 * Compares the decisions with the expected ones. Visits within half a `period` are of one visitor, whom a slow machine saw jump. If there are
 * then as many visits as visitors, they came in this order. Otherwise assumes a visitor every `period` from the first visit on, which holds
 * as long as the machine keeps up with the frames.
 */
export function tally(expected: readonly Expected[], visits: readonly Visit[], period: Millis): Tally {
  const groups = ofOneVisitor(visits, period);
  const begun = visits[0]?.startedAt;
  const slot = ([first]: readonly Visit[], order: number): number =>
    groups.length === expected.length || begun === undefined || first === undefined
      ? order
      : Math.round(elapsed(begun, first.startedAt) / period);
  const decided = expected.map((_, i) =>
    groups.filter((group, order) => slot(group, order) === i).flatMap((group) => group.flatMap((v) => v.decisions)),
  );
  let wrong = 0;
  let missed = 0;
  const denials: DenialReason[] = [];
  const lines = expected.map(({ name, granted, attack }, i) => {
    const decisions = decided[i] ?? [];
    const grants = decisions.flatMap((d) => (d.kind === 'granted' ? [d.person] : []));
    const right = granted === undefined ? grants.length === 0 : grants.length > 0 && grants.every((p) => p === granted);
    const [first] = decisions;
    const seen =
      grants[0] !== undefined
        ? `granted to ${grants[0]}`
        : first?.kind === 'denied'
          ? `denied (${first.reason})`
          : 'no decision';
    if (first === undefined) missed++;
    else if (!right) wrong++;
    else if (attack && first.kind === 'denied') denials.push(first.reason);
    return `  ${first === undefined ? '-    ' : right ? 'right' : 'WRONG'}  ${name.padEnd(24)} ${seen}`;
  });
  return { lines, wrong, missed, attacks: { heldUp: expected.filter(({ attack }) => attack).length, denials } };
}

function ofOneVisitor(visits: readonly Visit[], period: Millis): readonly (readonly Visit[])[] {
  const groups: Visit[][] = [];
  for (const visit of visits) {
    const latest = groups.at(-1);
    const begun = latest?.[0]?.startedAt;
    if (latest && begun !== undefined && elapsed(begun, visit.startedAt) < period / 2) latest.push(visit);
    else groups.push([visit]);
  }
  return groups;
}
