import type { PadThresholds } from '../../vision/domain/liveness.js';
import type { ObservedFace } from '../../vision/domain/observation.js';
import { type AttackCue, fewestLooks, judgeLooks, type LiveLook, lookAt } from './live-evidence.js';

/** How a presentation ended before anything was asked of it. `undecided`: the door would ask for a movement. */
export type PresentationClass = 'live' | 'undecided' | 'attack' | 'noResponse';

export interface JudgedPresentation {
  /** `noResponse`: no face could be used. */
  readonly outcome: PresentationClass;
  /** Number of good looks that it took. */
  readonly looks: number;
  /** Joined score of these looks; absent without a response. */
  readonly score?: number;
  /** What told the attack. */
  readonly by?: AttackCue;
}

/** What the door sees of a picture: its largest face, if that may be used. @param faces largest first */
export function goodLook(faces: readonly ObservedFace[]): LiveLook | undefined {
  const [face] = faces;
  return face === undefined || face.faults.length > 0 ? undefined : lookAt(face);
}

/** The end of a presentation as soon as the door knows it: from the third look on, after `frames` at the latest. */
export function endOf(looks: readonly LiveLook[], pad: PadThresholds): JudgedPresentation | undefined {
  const verdict = judgeLooks(looks, pad);
  switch (verdict.kind) {
    case 'notChecked':
      return { outcome: 'noResponse', looks: looks.length };
    case 'attack':
      return { outcome: 'attack', looks: looks.length, score: verdict.score, by: verdict.by };
    case 'live':
      return { outcome: 'live', looks: looks.length, score: verdict.score };
    case 'tooFew':
      return undefined;
    case 'undecided':
      return verdict.full ? { outcome: 'undecided', looks: looks.length, score: verdict.score } : undefined;
    default:
      return verdict satisfies never;
  }
}

/** Judges looks one after another, as the door does; where there are too few, what is there. */
export function judgePresentation(looks: readonly LiveLook[], pad: PadThresholds): JudgedPresentation {
  for (let count = 1; count <= looks.length; count++) {
    const end = endOf(looks.slice(0, count), pad);
    if (end !== undefined) return end;
  }
  if (looks.length === 0) return { outcome: 'noResponse', looks: 0 };
  const frames = Math.min(pad.frames, looks.length);
  return endOf(looks, { ...pad, frames }) ?? { outcome: 'undecided', looks: looks.length };
}

/** Whether fewer looks were judged than the door waits for. */
export const isShort = ({ outcome, looks }: JudgedPresentation, pad: PadThresholds): boolean =>
  outcome !== 'noResponse' && looks < Math.min(fewestLooks, pad.frames);
