import { type LiveLook, lookAt } from '../access/domain/live-evidence.js';
import { CommandRejected } from '../base/errors.js';
import { elapsed, type Instant } from '../base/units.js';
import type { PadThresholds } from '../vision/domain/liveness.js';
import type { Observation, ObservedFace } from '../vision/domain/observation.js';
import type { Vision } from '../vision/ports/vision.js';
import { explainSample, judgeSample, type Sample, type SampleRefusal } from './domain/enrolment.js';
import { doubtOf, type LivenessDoubt, livenessDoubts } from './domain/live-samples.js';
import { samplePicture } from './enrol.js';

/** @param read throws CommandRejected where a file cannot be read */
export async function samplePictures(
  files: readonly string[],
  vision: Pick<Vision, 'analyse'>,
  read: (file: string) => Uint8Array,
  onSample: () => void,
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (const file of files) {
    samples.push(await samplePicture(vision, file, read(file)));
    onSample();
  }
  return samples;
}

/** Samples taken from the camera. */
export const cameraSamples = 5;

interface CameraOptions {
  /** Frames from before show whoever happened to stand there. */
  readonly since: Instant;
  /** How the passive model judges; undefined if liveness is not checked. */
  readonly pad: PadThresholds | undefined;
  /** Told how many good frames there are, up to `cameraSamples`. */
  readonly onSample: (samples: number) => void;
  /** Told why a frame cannot be used, when that changes. */
  readonly onRefusal: (reason: SampleRefusal) => void;
}

/** A good frame. */
interface Taken {
  readonly sample: Sample;
  readonly look: LiveLook;
}

/** Frames that are judged together for liveness. */
const kept = 30;

/**
 * Good frames with one person alone, who is live if that is checked: an attack discards what was taken before. Fewer than `cameraSamples`
 * where the camera ends before. @throws CommandRejected (rejects) `enroll.not-live` if it ends before the person was seen to be live
 */
export async function sampleCamera(
  observations: AsyncIterable<Observation>,
  { since, pad, onSample, onRefusal }: CameraOptions,
): Promise<readonly Sample[]> {
  let taken: readonly Taken[] = [];
  let counted = 0;
  let told: SampleRefusal | undefined;
  let isLive = pad === undefined;
  const refuse = (reason: SampleRefusal): void => {
    if (reason !== told) onRefusal(reason);
    told = reason;
  };
  for await (const { sequence, capturedAt, faces } of observations) {
    if (elapsed(since, capturedAt) < 0) continue;
    const sample = judgeSample(`frame ${sequence}`, faces);
    if (sample.kind === 'refused') {
      refuse(sample.reason);
      continue;
    }
    taken = [...taken, { sample, look: lookAt(faces[0] as ObservedFace) }].slice(-kept);
    const looks = taken.map(({ look }) => look);
    const doubt = pad && doubtOf(looks, pad);
    isLive = doubt === undefined;
    if (doubt === 'notLive') taken = [];
    if (doubt !== undefined && doubt !== 'moreLooks') refuse(doubt);
    if (taken.length > counted && counted < cameraSamples) onSample(++counted);
    if (isLive && taken.length >= cameraSamples) break;
  }
  if (isLive) return taken.slice(-cameraSamples).map(({ sample }) => sample);
  if (livenessDoubts.some((doubt) => doubt === told)) throw notLive(told as LivenessDoubt);
  return [];
}

function notLive(doubt: LivenessDoubt): CommandRejected {
  return new CommandRejected('enroll.not-live', `nobody was enrolled from the camera: ${explainSample(doubt)}`, {
    remedy: 'Improve the light and try again (docs/liveness.md), or enrol from pictures that you vouch for (--photo).',
  });
}
