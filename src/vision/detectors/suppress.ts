import { type Detection, overlap } from '../../domain/face.js';

/** Greedy non-maximum suppression: the detections, best first, that no better one overlaps (IoU) by more than `maxOverlap`. */
export function suppress(candidates: readonly Detection[], maxOverlap: number): Detection[] {
  const kept: Detection[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.confidence - a.confidence)) {
    if (kept.every((better) => overlap(better.box, candidate.box) <= maxOverlap)) kept.push(candidate);
  }
  return kept;
}
