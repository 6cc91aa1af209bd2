import type { PresentationClass } from '../../access/domain/judge-presentation.js';
import { type Interval, wilson } from './confidence-intervals.js';

/** The kind of presentation that is no attack; every other kind is a species of attack. */
export const bonaFide = 'live';

/** A presentation, and how it was judged. */
export interface Classified {
  /** `live`, or the species of attack. */
  readonly kind: string;
  readonly outcome: PresentationClass;
}

/** A share of some presentations, with its 95 % limits by Wilson. */
export interface Rate {
  readonly hits: number;
  readonly of: number;
  /** NaN of none. */
  readonly share: number;
  readonly limits: Interval;
}

export interface SpeciesRates {
  readonly species: string;
  /** APNRR: attacks in which no face could be used. The other rates are of those with a response. */
  readonly noResponse: Rate;
  /** APCER: attacks classified live. */
  readonly live: Rate;
  /** Attacks classified live, or undecided: those that get as far as a challenge. */
  readonly liveOrUndecided: Rate;
}

interface BonaFideRates {
  /** BPNRR */
  readonly noResponse: Rate;
  /** BPCER: bona fide presentations not classified live; the two below together. */
  readonly notLive: Rate;
  readonly undecided: Rate;
  readonly attack: Rate;
}

/** Error rates as ISO/IEC 30107-3 has them. */
export interface AttackRates {
  readonly bonaFide: BonaFideRates;
  /** By name. */
  readonly species: readonly SpeciesRates[];
  /** The species with the highest APCER, which counts. Undefined without any response to an attack. */
  readonly worst: SpeciesRates | undefined;
}

export function attackRates(presentations: readonly Classified[]): AttackRates {
  const of = (kind: string) => presentations.filter((presentation) => presentation.kind === kind);
  const kinds = [...new Set(presentations.map(({ kind }) => kind))].filter((kind) => kind !== bonaFide).sort();
  const species = kinds.map((kind) => speciesRates(kind, of(kind)));
  const [worst] = species.filter(({ live }) => live.of > 0).toSorted(worstFirst);
  return { bonaFide: bonaFideRates(of(bonaFide)), species, worst };
}

/** The share of these presentations that ended so. */
export function rateOf(presentations: readonly Classified[], ...outcomes: readonly PresentationClass[]): Rate {
  const hits = presentations.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return rate(hits, presentations.length);
}

export const rate = (hits: number, of: number): Rate => ({ hits, of, share: hits / of, limits: wilson(hits, of) });

const answered = (presentations: readonly Classified[]) =>
  presentations.filter(({ outcome }) => outcome !== 'noResponse');

function speciesRates(species: string, attacks: readonly Classified[]): SpeciesRates {
  const responses = answered(attacks);
  return {
    species,
    noResponse: rateOf(attacks, 'noResponse'),
    live: rateOf(responses, 'live'),
    liveOrUndecided: rateOf(responses, 'live', 'undecided'),
  };
}

function bonaFideRates(visits: readonly Classified[]): BonaFideRates {
  const responses = answered(visits);
  return {
    noResponse: rateOf(visits, 'noResponse'),
    notLive: rateOf(responses, 'undecided', 'attack'),
    undecided: rateOf(responses, 'undecided'),
    attack: rateOf(responses, 'attack'),
  };
}

/** Of two species with one rate, the one that was tried less may be worse. */
function worstFirst(a: SpeciesRates, b: SpeciesRates): number {
  return b.live.share - a.live.share || b.live.limits[1] - a.live.limits[1];
}
