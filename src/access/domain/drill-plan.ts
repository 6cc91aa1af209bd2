import { bonaFide } from '../../evaluation/domain/attack-rates.js';

/** How often each kind is shown in a drill. */
export interface DrillPart {
  /** `live`, or a species of attack. */
  readonly kind: string;
  readonly count: number;
}

/** One presentation of a drill. */
export interface DrillStep {
  readonly kind: string;
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

/** A name of a species, as it is written into the audit log. */
export const speciesPattern = /^[a-z][a-z0-9-]{0,31}$/;

export const drillSteps = (plan: readonly DrillPart[]): readonly DrillStep[] =>
  plan.flatMap(({ kind, count }) => Array.from({ length: count }, (_, i) => ({ kind, number: i + 1, of: count })));

/** What the technician is told to do. */
export function instruction({ kind }: Pick<DrillStep, 'kind'>): string {
  switch (kind) {
    case bonaFide:
      return 'step in front of the camera and look at it';
    case 'print':
      return 'hold up a printed photograph of a face, so that only this face is seen';
    case 'phone':
      return 'hold up a telephone that shows a face, so that only this face is seen';
    case 'tablet':
      return 'hold up a tablet that shows a face, so that only this face is seen';
    default:
      return `hold up: ${kind}, so that only this face is seen`;
  }
}
