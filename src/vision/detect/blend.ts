import { type Box, type Detection, overlap, type Point } from '../domain/face.js';

/** Candidates that overlap a face's box this much (IoU) show the same face and contribute to the mean. */
const sameFace = 0.5;

/**
 * Non-maximum suppression with blending (Bazarevsky et al. 2019, BlazeFace): keeps each candidate, best first, that no better one overlaps
 * (IoU) by more than `maxOverlap`. Its box and landmarks are the mean of all candidates of that face, weighted by confidence. The errors of
 * neighbouring cells are independent, so the mean is more accurate than the best candidate.
 */
export function blend(candidates: readonly Detection[], maxOverlap: number): Detection[] {
  const kept: Detection[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.confidence - a.confidence)) {
    if (kept.every((better) => overlap(better.box, candidate.box) <= maxOverlap)) kept.push(candidate);
  }
  return kept.map((best) => {
    const same = candidates.filter(({ box }) => overlap(best.box, box) > sameFace);
    return same.length === 1 ? best : mean(same, best.confidence);
  });
}

function mean(same: readonly Detection[], confidence: number): Detection {
  const total = same.reduce((sum, detection) => sum + detection.confidence, 0);
  const of = (value: (detection: Detection) => number) =>
    same.reduce((sum, detection) => sum + value(detection) * detection.confidence, 0) / total;
  const side = (key: keyof Box) => of(({ box }) => box[key]);
  const point = (i: 0 | 1 | 2 | 3 | 4): Point => ({
    x: of(({ landmarks }) => landmarks[i].x),
    y: of(({ landmarks }) => landmarks[i].y),
  });
  return {
    box: { x: side('x'), y: side('y'), width: side('width'), height: side('height') },
    landmarks: [point(0), point(1), point(2), point(3), point(4)],
    confidence,
  };
}
