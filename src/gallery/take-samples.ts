import { elapsed, type Instant } from '../base/units.js';
import type { Observation } from '../vision/domain/observation.js';
import type { Vision } from '../vision/ports/vision.js';
import { judgeSample, type Sample, type SampleRefusal } from './domain/enrolment.js';
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
  readonly onSample: (samples: number) => void;
  /** Told why a frame cannot be used, when that changes. */
  readonly onRefusal: (reason: SampleRefusal) => void;
}

/** The first good frames with one person alone; fewer where the camera ends before. */
export async function sampleCamera(
  observations: AsyncIterable<Observation>,
  { since, onSample, onRefusal }: CameraOptions,
): Promise<readonly Sample[]> {
  const usable: Sample[] = [];
  let last: Sample | undefined;
  for await (const { sequence, capturedAt, faces } of observations) {
    if (elapsed(since, capturedAt) < 0) continue;
    const sample = judgeSample(`frame ${sequence}`, faces);
    if (sample.kind === 'usable') {
      usable.push(sample);
      onSample(usable.length);
    } else if (last?.kind !== 'refused' || last.reason !== sample.reason) {
      onRefusal(sample.reason);
    }
    last = sample;
    if (usable.length === cameraSamples) break;
  }
  return usable;
}
