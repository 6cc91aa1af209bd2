import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PipelineSettings } from '../../../src/vision/open-pipeline.js';

/** Public models and research pictures that are not part of the project. */
export const shared = resolve(process.env.OSTIARY_SHARED ?? '../shared');

/** Why a test that needs this part of the shared folder is skipped; undefined where it can run. */
export function absent(part: string): string | undefined {
  return existsSync(`${shared}/${part}`) ? undefined : `skipped: ${shared}/${part} is not there (set OSTIARY_SHARED)`;
}

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
