import type { Decision } from '../../domain/policy.js';
import type { Announcer } from '../../ports/announcer.js';

export interface Expected {
  readonly name: string;
  /** The id that must be granted; undefined for whom the door must stay shut. */
  readonly granted?: string;
}

/** Remembers each visit's first decision beside what the announcer shows. */
export function recording(inner: Announcer, visits: Map<string, Decision | undefined>): Announcer {
  return {
    ...inner,
    arrived(presentation) {
      visits.set(presentation.id, undefined);
      inner.arrived(presentation);
    },
    decided(presentation, decision, facts) {
      if (visits.get(presentation.id)?.kind !== 'granted') visits.set(presentation.id, decision);
      inner.decided(presentation, decision, facts);
    },
  };
}

export interface Tally {
  readonly lines: readonly string[];
  readonly wrong: number;
}

/** Compares what was decided with what should have been, visit by visit. */
export function tally(expected: readonly Expected[], visits: ReadonlyMap<string, Decision | undefined>): Tally {
  const seen = [...visits.values()];
  const rows = expected.slice(0, seen.length).map(({ name, granted }, i) => {
    const decision = seen[i];
    const right = decision?.kind === 'granted' ? decision.person === granted : granted === undefined;
    const was = decision === undefined ? 'no decision' : decision.kind === 'granted' ? `granted to ${decision.person}` : `denied (${decision.reason})`;
    return { right, line: `  ${right ? 'right' : 'WRONG'}  ${name.padEnd(24)} ${was}` };
  });
  return { lines: rows.map((row) => row.line), wrong: rows.filter((row) => !row.right).length };
}
