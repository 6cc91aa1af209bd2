import { createLog } from '../platform/log/log.js';
import { systemClock } from '../platform/system-clock.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { type Eyes, openEyes as openEyesWith } from '../vision/process/eyes.js';

export type { Eyes };

import type { VisionSettings } from '../vision/process/protocol.js';

/** Settings for vision; a command that reads pictures from files has no camera. */
type VisionConfig = Pick<TerminalConfig, 'inference' | 'quality'> &
  Partial<Pick<TerminalConfig, 'camera' | 'liveness'>> & {
    readonly models: Pick<TerminalConfig['models'], 'detector' | 'embedder'> & { readonly pad?: string };
  };

interface VisionOptions {
  readonly camera: boolean;
  /** Whether faces are checked for liveness, unless the configuration says `unchecked`; as `camera` if absent. */
  readonly liveness?: boolean;
}

/** The settings of the vision process, from the configuration. */
export function visionSettings(config: VisionConfig, { camera, liveness = camera }: VisionOptions): VisionSettings {
  const { models, inference, quality } = config;
  const checked = liveness && config.liveness !== undefined && config.liveness.level !== 'unchecked';
  return {
    detectorFolder: models.detector,
    embedderFolder: models.embedder,
    ...(checked && models.pad !== undefined && { padFolder: models.pad }),
    inference,
    quality,
    ...(camera && config.camera && { camera: config.camera }),
  };
}

/** Starts a separate vision process for a command. @throws ModelError (rejects) */
export function openEyes(config: VisionConfig, options: VisionOptions): Promise<Eyes> {
  return openEyesWith(visionSettings(config, options), systemClock(), createLog({ level: 'warn', pretty: true }));
}
