import { elapsed, type Instant, type Millis, millis, seconds } from '../../base/units.js';
import type { PadThresholds } from '../../vision/domain/liveness.js';
import type { Observation } from '../../vision/domain/observation.js';
import { endOf, goodLook, isShort, type JudgedPresentation, judgePresentation } from './judge-presentation.js';
import type { LiveLook } from './live-evidence.js';
import type { Presentation } from './presentation.js';
import { jumped } from './see.js';

/** A face must have been away for this long before the next presentation begins by itself. */
const awayFor: Millis = seconds(1);
/** A face that leaves for this long ends its presentation. */
const leftAfter: Millis = millis(1500);
/** The longest presentation. */
const longest: Millis = seconds(20);

/** A presentation of a drill: awaited, then looked at. `leaving`: the one before must leave first. */
export interface DrillPresentation {
  readonly phase: 'leaving' | 'waiting' | 'looking';
  /** When the phase began. */
  readonly since: Instant;
  /** The face that is followed, since it was first seen. */
  readonly face?: Pick<Presentation, 'box' | 'seenAt'>;
  readonly looks: readonly LiveLook[];
}

export const awaitPresentation = (isFirst: boolean, now: Instant): DrillPresentation => ({
  phase: isFirst ? 'waiting' : 'leaving',
  since: now,
  looks: [],
});

/** The technician says that the presentation begins now. */
export const beginNow = (before: DrillPresentation, now: Instant): DrillPresentation =>
  before.phase === 'looking' ? before : { phase: 'looking', since: now, looks: [] };

/** Takes one frame in; `judged` once the presentation has ended. Only the largest face counts. */
export function follow(
  before: DrillPresentation,
  { faces, capturedAt: now }: Pick<Observation, 'faces' | 'capturedAt'>,
  pad: PadThresholds,
): { readonly next: DrillPresentation; readonly judged?: JudgedPresentation } {
  // From before this presentation: they show whoever happened to stand there.
  if (elapsed(before.since, now) < 0) return { next: before };
  const box = faces[0]?.detection.box;
  if (before.phase === 'leaving') {
    if (box !== undefined) return { next: { ...before, since: now } };
    return { next: elapsed(before.since, now) < awayFor ? before : { phase: 'waiting', since: now, looks: [] } };
  }
  if (before.phase === 'waiting') {
    return box === undefined ? { next: before } : follow(beginNow(before, now), { faces, capturedAt: now }, pad);
  }
  return look(before, { faces, capturedAt: now }, pad);
}

function look(
  before: DrillPresentation,
  { faces, capturedAt: now }: Pick<Observation, 'faces' | 'capturedAt'>,
  pad: PadThresholds,
): { readonly next: DrillPresentation; readonly judged?: JudgedPresentation } {
  const { face, since } = before;
  const box = faces[0]?.detection.box;
  const left = face !== undefined && elapsed(face.seenAt, now) > leftAfter;
  if (left || elapsed(since, now) > longest) return { next: before, judged: endedEarly(before.looks, pad) };
  if (box === undefined) return { next: before };
  const good = goodLook(faces);
  // Another face inherits no looks, as at the door.
  const own = face !== undefined && jumped(face, box, now) ? [] : before.looks;
  const looks = good === undefined ? own : [...own, good];
  const next = { ...before, face: { box, seenAt: now }, looks };
  const judged = good === undefined ? undefined : endOf(looks, pad);
  return judged === undefined ? { next } : { next, judged };
}

/** Of fewer looks than the door waits for, it would make nothing. */
function endedEarly(looks: readonly LiveLook[], pad: PadThresholds): JudgedPresentation {
  const judged = judgePresentation(looks, pad);
  return isShort(judged, pad) ? { outcome: 'noResponse', looks: looks.length } : judged;
}
