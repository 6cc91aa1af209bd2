import type { Instant, Millis } from '../base/units.js';
import { type Box, overlap } from '../vision/domain/face.js';
import { beginPresentation, hasLeft, type Presentation } from './domain/presentation.js';

/** Minimum overlap of a face with a visitor's last position to be the same visit. */
const sameVisit = 0.2;

/** The visitors in front of the camera; tracks faces from frame to frame by overlap. */
export class PresentationTracker {
  readonly #newId: () => string;
  #present: Presentation[] = [];

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  /** Removes and returns visitors not seen for `absentAfter`. */
  sweep(now: Instant, absentAfter: Millis): readonly Presentation[] {
    const left = this.#present.filter((p) => hasLeft(p, now, { absentAfter }));
    if (left.length > 0) this.#present = this.#present.filter((p) => !left.includes(p));
    return left;
  }

  /** Assigns each box to a visit, in order, each visit at most once; `isNew` if the visit starts here. */
  assign(
    boxes: readonly Box[],
    now: Instant,
  ): readonly { readonly presentation: Presentation; readonly isNew: boolean }[] {
    const visits = closest(this.#present, boxes);
    return boxes.map((box, i) => {
      const known = visits.get(i);
      if (known) return { presentation: known, isNew: false };
      const presentation = beginPresentation(this.#newId(), box, now);
      this.#present.push(presentation);
      return { presentation, isNew: true };
    });
  }

  /** Replaces a visit's state; ignores visits that have left. */
  update(next: Presentation): void {
    const at = this.#present.findIndex((p) => p.id === next.id);
    if (at >= 0) this.#present[at] = next;
  }
}

/** Matches boxes to visits, largest overlap first, so that no face takes another's visit. */
function closest(present: readonly Presentation[], boxes: readonly Box[]): ReadonlyMap<number, Presentation> {
  const pairs = boxes
    .flatMap((box, i) => present.map((visit) => ({ i, visit, shared: overlap(visit.box, box) })))
    .filter(({ shared }) => shared >= sameVisit)
    .sort((a, b) => b.shared - a.shared);
  const visits = new Map<number, Presentation>();
  const taken = new Set<Presentation>();
  for (const { i, visit } of pairs) {
    if (visits.has(i) || taken.has(visit)) continue;
    visits.set(i, visit);
    taken.add(visit);
  }
  return visits;
}
