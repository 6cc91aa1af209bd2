import type { Facts } from '../../audit/domain/audit.js';
import { bonaFide, type Classified, rateOf } from '../../evaluation/domain/attack-rates.js';
import type { PadThresholds } from '../../vision/domain/liveness.js';

/** A drill with fewer live visits, or fewer attacks with a usable face, tells too little. */
const fewest = 5;
/** Largest share of live visits that may not be found live. */
const mostNotLive = 0.1;

/** Why a drill is not passed; empty if it is. */
export function drillFaults(presentations: readonly Classified[]): readonly string[] {
  const visits = presentations.filter(({ kind }) => kind === bonaFide);
  const attacks = presentations.filter(({ kind }) => kind !== bonaFide);
  const admitted = attacks.filter(({ outcome }) => outcome === 'live');
  const seen = attacks.filter(({ outcome }) => outcome !== 'noResponse').length;
  const notLive = rateOf(visits, 'undecided', 'attack', 'noResponse');
  return [
    ...(admitted.length > 0 ? [`${admitted.length} attacks were taken for live: ${kindsOf(admitted)}`] : []),
    ...(notLive.share > mostNotLive ? [`${notLive.hits} of ${notLive.of} live visits were not found live`] : []),
    ...(visits.length < fewest ? [`${visits.length} live visits are too few: show ${fewest} or more`] : []),
    ...(seen < fewest ? [`${seen} attacks with a usable face are too few: show ${fewest} or more`] : []),
  ];
}

const kindsOf = (presentations: readonly Classified[]): string =>
  [...new Set(presentations.map(({ kind }) => kind))].join(', ');

export interface DrilledWith {
  readonly door: string;
  /** Name and digest of the passive model. */
  readonly model: { readonly name: string; readonly digest: string };
  readonly pad: PadThresholds;
  /** User id of the technician. */
  readonly user: number;
}

/** What the audit log keeps of a drill: numbers, and what they were measured with. */
export function drillFacts(presentations: readonly Classified[], { door, model, pad, user }: DrilledWith): Facts {
  const kinds = [...new Set(presentations.map(({ kind }) => kind))];
  const numbers = kinds.flatMap((kind) => {
    const own = presentations.filter((presentation) => presentation.kind === kind);
    const count = (wanted: Classified['outcome']): number => own.filter(({ outcome }) => outcome === wanted).length;
    return [
      [`${kind}.shown`, own.length],
      [`${kind}.live`, count('live')],
      [`${kind}.undecided`, count('undecided')],
      [`${kind}.attack`, count('attack')],
      [`${kind}.noFace`, count('noResponse')],
    ] as const;
  });
  return {
    door,
    passed: drillFaults(presentations).length === 0,
    user,
    model: model.name,
    digest: model.digest,
    bonaFideFrom: pad.bonaFide,
    attackBelow: pad.attack,
    frames: pad.frames,
    ...Object.fromEntries(numbers),
  };
}
