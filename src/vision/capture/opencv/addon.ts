import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HardwareFault } from '../../../base/errors.js';

interface NativeOptions {
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

/** Codes of the native addon, in `code` once `phase` is `over`. */
type NativeEnd = 'stopped' | 'open-failed' | 'lost' | 'end-of-file' | 'format' | 'error';

export interface NativeState {
  readonly phase: 'opening' | 'running' | 'over';
  readonly code: NativeEnd | '';
  readonly message: string;
  /** OpenCV's name for the backend that opened it, e.g. `V4L2`. */
  readonly backend: string;
  /** Frames overwritten in the native slot. */
  readonly dropped: number;
  /** The newest frame, BGR, lent until `release(slot)`, when its memory is reused; `at` in ms of CLOCK_MONOTONIC. */
  readonly frame?: {
    readonly slot: number;
    readonly data: Uint8Array;
    readonly width: number;
    readonly height: number;
    readonly at: number;
  };
}

/** A native thread that grabs frames. No method blocks. */
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

/** The same path from `src` and from `dist`. */
const buildFolder = fileURLToPath(new URL('../../../../build', import.meta.url));
/** Where `scripts/build-addon.mjs` puts it. */
export const addonPath = join(buildFolder, 'capture.node');

/**
 * The addon built on this machine, or a prebuilt one that matches an OpenCV on this machine.
 * @throws HardwareFault `camera.addon-missing` or `camera.addon-unusable`, both permanent.
 */
export function loadAddon(folder: string = buildFolder): CaptureAddon {
  const paths = builtAddons(folder);
  if (paths.length === 0) {
    throw new HardwareFault('camera.addon-missing', `the OpenCV camera addon was not built: ${folder} is empty`, {
      remedy:
        'Run `apt-get install libopencv-dev g++ pkg-config`, then `node scripts/build-addon.mjs`; or set camera.source to pipe.',
      context: { folder },
    });
  }
  const refusals: Error[] = [];
  for (const path of paths) {
    try {
      return createRequire(import.meta.url)(path) as CaptureAddon;
    } catch (cause) {
      refusals.push(cause as Error);
    }
  }
  throw new HardwareFault(
    'camera.addon-unusable',
    `cannot load the OpenCV camera addon: ${refusals.map(({ message }) => message).join('; ')}`,
    {
      remedy:
        'Install OpenCV: `apt-get install libopencv-videoio406` on Debian 12, `libopencv-videoio410` on Debian 13. If the addon was built on this machine, delete the `build` folder and run `node scripts/build-addon.mjs` again.',
      context: { folder },
      cause: refusals[0],
    },
  );
}

/** `capture.node` built on this machine, then prebuilt `capture-<OpenCV>.node` files (scripts/natives.mjs). */
function builtAddons(folder: string): readonly string[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const addons = names.filter((name) => /^capture(-\d+)?\.node$/.test(name)).sort();
  return addons.reverse().map((name) => join(folder, name));
}
