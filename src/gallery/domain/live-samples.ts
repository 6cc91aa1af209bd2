import { judgeLooks, type LiveLook } from '../../access/domain/live-evidence.js';
import type { PadThresholds } from '../../vision/domain/liveness.js';

/** Why the person at the camera is not enrolled. */
export const livenessDoubts = ['notLive', 'notCertain', 'notChecked'] as const;
export type LivenessDoubt = (typeof livenessDoubts)[number];

/** Why these looks do not show a live person; undefined if they do. */
export function doubtOf(looks: readonly LiveLook[], pad: PadThresholds): LivenessDoubt | 'moreLooks' | undefined {
  const verdict = judgeLooks(looks, pad);
  switch (verdict.kind) {
    case 'live':
      return undefined;
    case 'attack':
      return 'notLive';
    case 'notChecked':
      return 'notChecked';
    case 'tooFew':
      return 'moreLooks';
    case 'undecided':
      return verdict.full ? 'notCertain' : 'moreLooks';
    default:
      return verdict satisfies never;
  }
}
