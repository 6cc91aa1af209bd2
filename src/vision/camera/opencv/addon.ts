import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { HardwareFault } from '../../../domain/errors.js';

export interface NativeOptions {
  /** V4L2 index, or path, URL or pipeline. */
  readonly device: number | string;
  /** cv::VideoCaptureAPIs. */
  readonly api: number;
  /** 0 leaves this and the following to the device. */
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly fourcc: number;
}

/** Codes of the native side, in `code` once `phase` is `over`. */
export type NativeEnd = 'stopped' | 'open-failed' | 'lost' | 'end-of-file' | 'format' | 'error';

export interface NativeState {
  readonly phase: 'opening' | 'running' | 'over';
  readonly code: NativeEnd | '';
  readonly message: string;
  /** OpenCV's name for the backend that opened it, e.g. `V4L2`. */
  readonly backend: string;
  /** Frames overwritten in the native slot. */
  readonly dropped: number;
  /** The newest frame, BGR, lent until `release(slot)`; `at` in ms of CLOCK_MONOTONIC. Its memory is used again then. */
  readonly frame?: {
    readonly slot: number;
    readonly data: Uint8Array;
    readonly width: number;
    readonly height: number;
    readonly at: number;
  };
}

/** A native thread that grabs. No method blocks. */
export interface NativeCapture {
  poll(): NativeState;
  release(slot: number): void;
  stop(): void;
  unref(): void;
  detach(): void;
}

export interface CaptureAddon {
  /** OpenCV's version. */
  readonly version: string;
  readonly Capture: new (options: NativeOptions, wake: () => void) => NativeCapture;
}

/** Where `scripts/build-addon.mjs` puts it; the same from `src` and from `dist`. */
export const addonPath = fileURLToPath(new URL('../../../../build/capture.node', import.meta.url));

/** @throws HardwareFault `camera.addon-missing` or `camera.addon-unusable`, both permanent. */
export function loadAddon(path: string = addonPath): CaptureAddon {
  if (!existsSync(path)) {
    throw new HardwareFault('camera.addon-missing', `the opencv camera was not built: ${path} is not there`, {
      remedy:
        'Run `apt-get install libopencv-dev g++ pkg-config`, then `node scripts/build-addon.mjs`, or use the camera source `pipe`.',
      context: { path },
    });
  }
  try {
    return createRequire(import.meta.url)(path) as CaptureAddon;
  } catch (cause) {
    throw new HardwareFault(
      'camera.addon-unusable',
      `the opencv camera cannot be loaded: ${(cause as Error).message}`,
      {
        remedy:
          'Delete the `build` folder and run `node scripts/build-addon.mjs` again: OpenCV or Node was probably upgraded.',
        context: { path },
        cause,
      },
    );
  }
}
