import { type FramesConfig, framesSource } from './frames/frames-source.js';
import { type OpenCvConfig, openCvSource } from './opencv/opencv-source.js';
import { type PipeConfig, pipeSource } from './pipe/pipe-source.js';
import type { SourceKind } from './source.js';
import { type CameraDeps, type OpenedCamera, SupervisedCamera } from './supervised-camera.js';

export type CameraConfig = OpenCvConfig | PipeConfig | FramesConfig;

/**
 * Opens a camera and returns at once. Faults appear in its health and in the log. Only a fault that retrying cannot cure
 * (`camera.addon-missing`) ends the attempts.
 */
export function openCamera(config: CameraConfig, deps: CameraDeps): OpenedCamera {
  return new SupervisedCamera(sourceOf(config, deps), deps);
}

function sourceOf(config: CameraConfig, { now }: CameraDeps): SourceKind {
  switch (config.source) {
    case 'opencv':
      return openCvSource(config);
    case 'pipe':
      return pipeSource(config, now);
    case 'frames':
      return framesSource(config, now);
    default:
      return config satisfies never;
  }
}
