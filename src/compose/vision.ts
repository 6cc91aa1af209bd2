import { createLog } from '../platform/log/log.js';
import { systemClock } from '../platform/system-clock.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { type Eyes, openEyes as openEyesWith } from '../vision/process/eyes.js';

export type { Eyes };

import type { VisionSettings } from '../vision/process/protocol.js';

/** Settings for vision; a command that reads pictures from files has no camera. */
type VisionConfig = Pick<TerminalConfig, 'models' | 'inference' | 'quality'> & Partial<Pick<TerminalConfig, 'camera'>>;

/** The settings of the vision process, from the configuration. */
export function visionSettings(config: VisionConfig, options: { readonly camera: boolean }): VisionSettings {
  const { models, inference, quality, camera } = config;
  const settings = { detectorFolder: models.detector, embedderFolder: models.embedder, inference, quality };
  return options.camera && camera ? { ...settings, camera } : settings;
}

/** Starts a separate vision process for a command. @throws ModelError (rejects) */
export function openEyes(config: VisionConfig, options: { readonly camera: boolean }): Promise<Eyes> {
  return openEyesWith(visionSettings(config, options), systemClock(), createLog({ level: 'warn', pretty: true }));
}
