import { after, type Instant, type Millis } from '../../base/units.js';
import { blinked, type LiveLook } from './live-evidence.js';
import { type Pose, poseOf } from './pose.js';

/** What a visitor may be asked to do; left and right are the visitor's. */
export const challengeActions = ['turnLeft', 'turnRight', 'comeNearer', 'blink'] as const;
export type ChallengeAction = (typeof challengeActions)[number];

/** What the visitor is told. */
export function wordsFor(action: ChallengeAction): string {
  switch (action) {
    case 'turnLeft':
      return 'Please turn your head slowly to your left.';
    case 'turnRight':
      return 'Please turn your head slowly to your right.';
    case 'comeNearer':
      return 'Please come nearer.';
    case 'blink':
      return 'Please close your eyes for a moment.';
    default:
      return action satisfies never;
  }
}

/**
 * Movements that a flat picture cannot make. Raising the chin is not among them: the landmarks of our detector, and of those that it learnt
 * from, follow a turn (correlation 0.97 with a mesh of 468 points) but leave the nose where it is in a face that looks up (0.17).
 */
const turns: readonly ChallengeAction[] = ['turnLeft', 'turnRight'];

/**
 * Offset of the nose that counts as a turn: 16 degrees of a head in the mean, within the quality gate. A sheet rolled to a radius of 7 cm
 * and turned by 50 degrees reaches 0.13.
 */
const moved = 0.17;
/** Looks straight. */
const neutral = 0.1;
/** Largest change from look to look, about 85 degrees a second at ten frames: a picture that is swapped for that of a turned head jumps. */
const largestStep = 0.14;
/** Number of looks in which the movement, or the wrong one, must be seen. */
const looksToCount = 2;
/** Ratio of the distance of the eyes to that at the start that counts as nearer. */
const nearer = 1.25;

/** A challenge under way: actions drawn at random, one after the other. */
export interface Challenge {
  readonly actions: readonly ChallengeAction[];
  /** Number of actions done; the next one is awaited. */
  readonly done: number;
  /** The challenge has failed if the awaited action is not done by then. */
  readonly until: Instant;
  /** Distance of the eyes when it began, in pixels. */
  readonly startsAt: number;
  readonly last: Pose;
  /** Whether the visitor has looked straight since the action was asked for, and moved step by step from there. */
  readonly ready: boolean;
  /** Looks that show the movement, and those that show the opposite one. */
  readonly right: number;
  readonly wrong: number;
  /** Looks since the action was asked for. */
  readonly looks: readonly LiveLook[];
}

export type ChallengeOutcome = 'going' | 'passed' | 'failed';

/**
 * Draws actions at random; the first is one that a flat picture cannot make, and the same may come twice.
 * @param pick a whole number from 0 to below its argument, from a cryptographic generator.
 */
export function drawActions(count: number, eyes: boolean, pick: (below: number) => number): readonly ChallengeAction[] {
  return Array.from({ length: count }, (_, i) => {
    const choices = i === 0 ? turns : challengeActions.filter((action) => eyes || action !== 'blink');
    return choices[pick(choices.length)] as ChallengeAction;
  });
}

/** Begins from this look. Undefined if it has no pose. */
export function beginChallenge(
  actions: readonly ChallengeAction[],
  look: LiveLook,
  now: Instant,
  within: Millis,
): Challenge | undefined {
  const pose = poseOf(look.landmarks);
  if (pose === undefined) return undefined;
  return {
    actions,
    done: 0,
    until: after(now, within),
    startsAt: pose.interOcular,
    last: pose,
    ready: isStraight(pose),
    right: 0,
    wrong: 0,
    looks: [],
  };
}

/** What the visitor is asked for: to look straight between two actions, and when all are done. */
export function request({ actions, done, ready }: Challenge): ChallengeAction | 'lookStraight' {
  return (ready ? actions[done] : undefined) ?? 'lookStraight';
}

/** Whether its time is over. */
export const isOver = ({ until }: Challenge, now: Instant): boolean => now > until;

/**
 * Adds a look of the same face as at the start. The movement must go step by step from a straight look, and be seen in two looks; the opposite
 * movement fails the challenge, so that a recording of all movements passes only by chance.
 */
export function answer(
  challenge: Challenge,
  look: LiveLook,
  now: Instant,
  within: Millis,
): { readonly challenge: Challenge; readonly outcome: ChallengeOutcome } {
  if (isOver(challenge, now)) return { challenge, outcome: 'failed' };
  const pose = poseOf(look.landmarks);
  if (pose === undefined) return { challenge, outcome: 'going' };
  const next = follow(challenge, pose, look);
  if (next.wrong >= looksToCount) return { challenge: next, outcome: 'failed' };
  if (!isDone(next)) return { challenge: next, outcome: 'going' };
  const done = next.done + 1;
  const rest = { done, until: after(now, within), ready: false, right: 0, wrong: 0, looks: [] };
  return { challenge: { ...next, ...rest }, outcome: done === next.actions.length ? 'passed' : 'going' };
}

const isStraight = ({ sideways }: Pose): boolean => Math.abs(sideways) < neutral;

function follow(challenge: Challenge, pose: Pose, look: LiveLook): Challenge {
  const jumped = Math.abs(pose.sideways - challenge.last.sideways) > largestStep;
  const ready = isStraight(pose) || (challenge.ready && !jumped);
  const seen = { ...challenge, last: pose, ready, looks: [...challenge.looks, look].slice(-30) };
  if (!ready || isStraight(pose)) return { ...seen, right: 0, wrong: 0 };
  const extent = extentOf(challenge.actions[challenge.done], pose);
  return {
    ...seen,
    right: challenge.right + (extent >= moved ? 1 : 0),
    wrong: challenge.wrong + (extent <= -moved ? 1 : 0),
  };
}

function isDone(challenge: Challenge): boolean {
  if (!challenge.ready) return false;
  switch (challenge.actions[challenge.done]) {
    case 'comeNearer':
      return challenge.last.interOcular >= nearer * challenge.startsAt;
    case 'blink':
      return blinked(challenge.looks);
    case undefined:
      return false;
    default:
      return challenge.right >= looksToCount;
  }
}

/** How far the awaited movement has gone; below zero in the opposite direction. */
function extentOf(action: ChallengeAction | undefined, { sideways }: Pose): number {
  switch (action) {
    // The camera sees a visitor's left on the image's right.
    case 'turnLeft':
      return sideways;
    case 'turnRight':
      return -sideways;
    default:
      return 0;
  }
}
