import { millis } from '../base/units.js';
import { Aligner } from './align/aligner.js';
import type { Detector } from './detect/detector.js';
import type { Detection } from './domain/face.js';
import type { ObservedFace, StageTimes, VisionStage } from './domain/observation.js';
import { type FaceQuality, type QualityLimits, type QualityReason, qualityFaults } from './domain/quality.js';
import type { Embedder } from './embed/embedder.js';
import { fingerprint } from './imaging/fingerprint.js';
import type { Image } from './imaging/image.js';
import type { LivenessCheck } from './liveness/liveness-check.js';
import { QualityMeter } from './quality.js';

export interface PipelineParts {
  readonly detector: Detector;
  readonly embedder: Embedder;
  readonly checkLiveness: LivenessCheck;
  readonly quality: QualityLimits;
  /** Milliseconds from any origin; used only to time the stages. */
  readonly now: () => number;
}

export interface Processed {
  /** Largest face first. */
  readonly faces: readonly ObservedFace[];
  readonly times: StageTimes;
}

/** A face on its way through the stages. */
interface Judged {
  readonly detection: Detection;
  readonly crop: Image;
  readonly quality: FaceQuality;
  readonly faults: readonly QualityReason[];
  readonly print: number;
}

/**
 * Runs the stages from picture to embeddings, each for all faces. Checks and embeds only faces without a quality fault. Throws ModelError
 * if the runtime fails, never because of the picture.
 */
export function createPipeline(parts: PipelineParts): (image: Image) => Processed {
  const { detector, embedder, checkLiveness, quality: limits, now } = parts;
  const aligner = new Aligner();
  const meter = new QualityMeter();

  return (image) => {
    const times = { detect: millis(0), align: millis(0), quality: millis(0), liveness: millis(0), embed: millis(0) };
    let last = now();
    function timed<T>(stage: VisionStage, result: T): T {
      const end = now();
      times[stage] = millis(end - last);
      last = end;
      return result;
    }

    const detections = timed('detect', detector.detect(image).toSorted(largestFirst));
    const crops = timed(
      'align',
      detections.map(({ landmarks }, slot) => aligner.align(image, landmarks, slot)),
    );
    const judged = timed(
      'quality',
      detections.map((detection, i): Judged => {
        const crop = crops[i] as Image;
        const quality = meter.measure(crop, detection, image);
        return { detection, crop, quality, faults: qualityFaults(quality, limits), print: fingerprint(crop.data) };
      }),
    );
    const good = judged.filter(({ faults }) => faults.length === 0);
    const checked = timed(
      'liveness',
      good.map(({ detection }) => checkLiveness(image, detection)),
    );
    const embeddings = timed('embed', embedder.embed(good.map(({ crop }) => crop)));
    const faces = judged.map((face): ObservedFace => {
      const { detection, quality, faults, print } = face;
      const place = good.indexOf(face);
      const liveness = checked[place] ?? { kind: 'notChecked' };
      const embedding = embeddings[place];
      return { detection, quality, faults, liveness, print, ...(embedding && { embedding }) };
    });
    return { faces, times };
  };
}

function largestFirst({ box: a }: Detection, { box: b }: Detection): number {
  return b.width * b.height - a.width * a.height;
}
