import type { Landmarks } from '../../vision/domain/face.js';
import type { Liveness, PadThresholds } from '../../vision/domain/liveness.js';
import type { ObservedFace } from '../../vision/domain/observation.js';
import { poseOf, tiltBetween } from './pose.js';

/** What tells an attack: the passive model, a face that moves as a plane, or pictures that repeat. */
export type AttackCue = 'passive' | 'plane' | 'repeat';

/** What one frame tells about liveness. */
export interface LiveLook {
  readonly liveness: Liveness;
  readonly landmarks: Landmarks;
  /** Fingerprint of the aligned face. */
  readonly print: number;
  /** Whether this fingerprint was seen before, other than in the frame just before. */
  readonly repeated?: boolean;
}

/** What a frame tells of this face. */
export function lookAt({ liveness, print, detection }: ObservedFace): LiveLook {
  return { liveness, print, landmarks: detection.landmarks };
}

export type LiveVerdict =
  /** A look was not checked: there is no evidence. */
  | { readonly kind: 'notChecked' }
  | { readonly kind: 'attack'; readonly by: AttackCue; readonly score: number }
  | { readonly kind: 'live'; readonly score: number }
  /** Too few looks to judge by. */
  | { readonly kind: 'tooFew'; readonly score: number }
  /** `full`: more frames will not help. */
  | { readonly kind: 'undecided'; readonly score: number; readonly full: boolean };

/** Fewest looks from which a score is joined. */
export const fewestLooks = 3;
/** What a blink adds to the joined score. A video blinks too, so it weighs little; the absence of a blink weighs nothing. */
const blinkBonus = 0.5;
/** Openness of eyes that are open, and closed. */
const openEyes = 0.6;
const closedEyes = 0.3;
/** A plane tilted by this ratio (about 40 degrees) shows; features move less when people speak or smile. */
const plainTilt = 1.3;
/** Nose moves less than this, in the basis of eyes and mouth, on a plane. */
const planeNose = 0.06;
/** Number of tilted looks that make a plane: one may be a slip of the detector. */
const planeLooks = 3;
/** Number of identical looks running that make a frozen picture. */
const frozenLooks = 8;
/** Number of looks seen before that make a recording: one may be a chance. */
const repeatedLooks = 2;

/**
 * Joins the looks of one presentation, oldest first: the passive score is the mean of the latest `frames`; an attack if it is below
 * `attack`, or if the face moves as a plane or repeats itself; live if it reaches `bonaFide`; else undecided.
 */
export function judgeLooks(looks: readonly LiveLook[], pad: PadThresholds | undefined): LiveVerdict {
  // A frame that a late camera sent twice tells nothing new.
  const fresh = looks.filter(({ print }, i) => i === 0 || print !== looks[i - 1]?.print);
  const latest = fresh.slice(-(pad?.frames ?? 1));
  const scores = latest.flatMap(({ liveness }) => (liveness.kind === 'checked' ? [liveness.score] : []));
  if (pad === undefined || scores.length < latest.length) return { kind: 'notChecked' };
  const mean = scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length);
  const score = mean + (blinked(fresh) ? blinkBonus : 0);
  if (isRecording(looks)) return { kind: 'attack', by: 'repeat', score };
  if (isPlane(fresh)) return { kind: 'attack', by: 'plane', score };
  if (scores.length < Math.min(fewestLooks, pad.frames)) return { kind: 'tooFew', score };
  // Written so that NaN is an attack.
  if (!(mean >= pad.attack)) return { kind: 'attack', by: 'passive', score: mean };
  if (score >= pad.bonaFide) return { kind: 'live', score };
  return { kind: 'undecided', score, full: scores.length >= pad.frames };
}

/** Whether the eyes were open, then closed, then open. */
export function blinked(looks: readonly LiveLook[]): boolean {
  let stage = 0;
  for (const { liveness } of looks) {
    const open = liveness.kind === 'checked' ? liveness.eyesOpen : undefined;
    if (open === undefined) continue;
    if (stage === 1 ? open <= closedEyes : open >= openEyes) stage++;
    if (stage === 3) return true;
  }
  return false;
}

/** Whether a camera's noise is missing: pictures come back after others, or one stays the same too long. */
function isRecording(looks: readonly LiveLook[]): boolean {
  if (looks.filter(({ repeated }) => repeated).length >= repeatedLooks) return true;
  let running = 1;
  return looks.some(({ print }, i) => {
    running = print === looks[i - 1]?.print ? running + 1 : 1;
    return running >= frozenLooks;
  });
}

/** Whether the face was tilted as only a plane can be: eyes and mouth far, the nose not at all. */
function isPlane(looks: readonly LiveLook[]): boolean {
  const tilted = looks.filter((look, i) => looks.slice(0, i).some((earlier) => movesAsPlane(earlier, look)));
  return tilted.length >= planeLooks;
}

function movesAsPlane({ landmarks: from }: LiveLook, { landmarks: to }: LiveLook): boolean {
  const [a, b] = [poseOf(from), poseOf(to)];
  if (a === undefined || b === undefined || tiltBetween(from, to) < plainTilt) return false;
  return Math.hypot(a.sideways - b.sideways, a.down - b.down) < planeNose;
}
