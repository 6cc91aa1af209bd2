import type { PipelineSettings } from '../../../src/vision/open-pipeline.js';

/** The quality gates that the tests judge by, tuned on LFW and on darkened, blurred, shrunk and cropped copies. */
export const limits = {
  minInterOcular: 20,
  maxTurn: 0.7,
  minBrightness: 40,
  maxBrightness: 225,
  minSharpness: 20,
  minInside: 0.9,
};

export function settings(detector: string, embedder: string): PipelineSettings {
  return {
    detectorFolder: `models/${detector}`,
    embedderFolder: `models/${embedder}`,
    inference: { delegate: 'xnnpack', threads: 1 },
    quality: limits,
    log: () => undefined,
  };
}
