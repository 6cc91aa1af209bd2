import type { PresentationPictures } from '../pictures/presentation-folder.js';
import type { QualityLimits } from '../vision/domain/quality.js';
import { type InferenceConfig, readBundleOf } from '../vision/open-models.js';
import { openPipeline, type Pipeline } from '../vision/open-pipeline.js';
import {
  type AttackMeasures,
  attackMeasures,
  type MeasuredPresentation,
  measurePresentation,
} from './attack-measures.js';

interface Bundles {
  readonly detectorFolder: string;
  readonly embedderFolder: string;
  readonly padFolder: string;
  readonly inference: InferenceConfig;
  /** The gates of the door: faces that fail them are not judged there either. */
  readonly quality: QualityLimits;
}

/**
 * The error rates of a passive liveness model on a set of presentations, by the daemon's own pipeline and rules.
 * @param onPresentation called once for each.
 * @throws ModelError (rejects) for bundles that cannot be used, and a passive model that fails.
 */
export async function evaluateAttacks(
  bundles: Bundles,
  presentations: readonly PresentationPictures[],
  onPresentation: (kind: string) => void,
): Promise<AttackMeasures> {
  const { bundle } = await readBundleOf('pad', bundles.padFolder);
  const detector = await readBundleOf('detector', bundles.detectorFolder);
  const pipeline = await openPipeline({ ...bundles, log: () => undefined });
  const process: Pipeline['process'] = (image) => {
    const seen = pipeline.process(image);
    const fault = pipeline.padFault();
    if (fault !== undefined) throw fault;
    return seen;
  };
  try {
    const measured: MeasuredPresentation[] = [];
    for (const presentation of presentations) {
      measured.push(await measurePresentation(presentation, process, bundle.thresholds));
      onPresentation(presentation.kind);
    }
    return attackMeasures(`${bundle.name}, faces by ${detector.bundle.name}`, bundle.thresholds, measured);
  } finally {
    pipeline.close();
  }
}
