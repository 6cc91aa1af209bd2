import type { Clock } from '../base/clock.js';
import { CommandRejected } from '../base/errors.js';
import { elapsed, type Millis, seconds } from '../base/units.js';
import type { Classified } from '../evaluation/domain/attack-rates.js';
import type { PadThresholds } from '../vision/domain/liveness.js';
import type { Observation } from '../vision/domain/observation.js';
import type { DrillStep } from './domain/drill-plan.js';
import { awaitPresentation, beginNow, follow } from './domain/drill-presentation.js';
import type { JudgedPresentation } from './domain/judge-presentation.js';

export interface Drill {
  readonly steps: readonly DrillStep[];
  readonly pad: PadThresholds;
  /** Observations of the camera, for at most `within`. Throws if the camera fails. */
  readonly observations: (within: Millis) => AsyncIterable<Observation>;
  readonly clock: Clock;
  /** How long a face may stay away; undefined where a technician decides. */
  readonly patience: Millis | undefined;
  /** Whether the technician has said since the last call that the presentation begins now. */
  readonly begun: () => boolean;
  readonly onStep: (step: DrillStep) => void;
  readonly onJudged: (step: DrillStep, judged: JudgedPresentation) => void;
}

/** The camera is asked again after this time, so that one that fails is noticed. */
const lookFor: Millis = seconds(10);

/** Judges one presentation after the other. @throws CommandRejected `drill.nobody-came`; HardwareFault of the camera */
export async function runDrill(drill: Drill): Promise<readonly Classified[]> {
  const classified: Classified[] = [];
  for (const [i, step] of drill.steps.entries()) {
    drill.onStep(step);
    const judged = await watchPresentation(drill, i === 0);
    drill.onJudged(step, judged);
    classified.push({ kind: step.kind, outcome: judged.outcome });
  }
  return classified;
}

async function watchPresentation(drill: Drill, isFirst: boolean): Promise<JudgedPresentation> {
  const { observations, clock, pad, patience, begun } = drill;
  const from = clock.monotonic();
  let presentation = awaitPresentation(isFirst, from);
  for (;;) {
    for await (const observation of observations(lookFor)) {
      if (begun()) presentation = beginNow(presentation, clock.monotonic());
      const { next, judged } = follow(presentation, observation, pad);
      if (judged !== undefined) return judged;
      presentation = next;
      const waits = next.phase !== 'looking' && patience !== undefined;
      if (waits && elapsed(from, observation.capturedAt) > patience) throw nobodyCame(patience);
    }
  }
}

function nobodyCame(patience: Millis): CommandRejected {
  return new CommandRejected('drill.nobody-came', `no face came to the camera within ${patience / 1000} s`, {
    remedy: 'Let the face leave the picture between presentations, or run the drill without --auto and press Enter.',
  });
}
