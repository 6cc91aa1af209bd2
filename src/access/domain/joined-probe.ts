import { type Embedding, embedding, similarity } from '../../vision/domain/embedding.js';
import type { FaceQuality } from '../../vision/domain/quality.js';

/** One frame's probe, and how much it weighs. */
export interface WeightedProbe {
  readonly probe: Embedding;
  /** Above 0. */
  readonly weight: number;
}

/**
 * Frames are joined if they are this much more alike than a match must be. Successive frames of one visitor are far more alike than a
 * picture and a template (99 of 100 pairs, half a second apart, reach 0.59 with `embedder-ostiary` 0.4.0 on nuaa-dev); strangers hardly
 * ever are, so nobody inherits the evidence of somebody else.
 */
const closer = 0.14;

/** Whether two probes are of one visitor. */
export function isSameVisitor(a: Embedding, b: Embedding, minSimilarity: number): boolean {
  return a.space.id === b.space.id && similarity(a, b) >= Math.min(0.95, minSimilarity + closer);
}

/** The mean of probes of one visitor: what is common to all frames remains. @param probes at least one, all of one space. */
export function joinProbes(probes: readonly WeightedProbe[]): Embedding {
  const [first] = probes as readonly [WeightedProbe, ...WeightedProbe[]];
  const { space } = first.probe;
  const sum = new Float64Array(space.dimension);
  for (const { probe, weight } of probes) {
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + weight * (probe.values[i] as number);
  }
  return embedding(space, sum);
}

/** Eye distance from which more pixels no longer help. */
const enoughPixels = 40;

/** Large faces that look straight ahead weigh most, 0..1. */
export function weightOf({ interOcular, turn }: FaceQuality): number {
  return Math.max(0.05, Math.min(1, interOcular / enoughPixels) * (1 - Math.min(1, Math.max(0, turn))));
}
