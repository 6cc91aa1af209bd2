import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import koffi from 'koffi';
import { ModelError } from '../../base/errors.js';
import { bindNative, type Native } from './native.js';
import { collectReportedErrors, type ReportedErrors } from './reported-errors.js';

/** An open TFLite library. Stays open until the process ends: unloading code that owns threads is unsafe. */
export interface Runtime {
  readonly library: string;
  /** Version reported by the library, e.g. `2.9.0`. */
  readonly version: string;
  readonly native: Native;
  readonly errors: ReportedErrors;
}

const opened = new Map<string, Runtime>();

/**
 * Opens the TFLite C library: a path, a name for the system's loader, or (absent) the one that is installed with Ostiary.
 * @throws ModelError `runtime.missing` if there is no such file or none for this machine, `runtime.incompatible` if it
 *   cannot be loaded or lacks a function.
 */
export function loadRuntime(library: string = bundledLibrary()): Runtime {
  const known = opened.get(library);
  if (known !== undefined) return known;
  if (library.includes('/') && !existsSync(library)) throw missing(library);
  let native: Native;
  let version: string;
  try {
    native = bindNative(koffi.load(library));
    version = native.version();
  } catch (cause) {
    throw new ModelError('runtime.incompatible', `${library} is not a usable TensorFlow Lite library: ${cause}`, {
      remedy:
        'Set inference.library to a libtensorflowlite_c.so built for this processor and C library, or remove the setting (ostiary config unset inference.library).',
      context: { library, platform: process.platform, arch: process.arch },
      cause,
    });
  }
  const runtime = { library, version, native, errors: collectReportedErrors() };
  opened.set(library, runtime);
  return runtime;
}

/**
 * Path of the library inside the npm package `tfjs-tflite-node`.
 * @throws ModelError `runtime.missing` if the package is absent or has no library for this machine.
 */
export function bundledLibrary(): string {
  const folder = new Map([
    ['linux/x64', 'linux_amd64'],
    ['linux/arm64', 'linux_arm64'],
  ]).get(`${process.platform}/${process.arch}`);
  if (folder === undefined) throw missing(`the bundled library for ${process.platform}/${process.arch}`);
  let packageFile: string;
  try {
    packageFile = createRequire(import.meta.url).resolve('tfjs-tflite-node/package.json');
  } catch {
    throw missing('the npm package tfjs-tflite-node');
  }
  return join(dirname(packageFile), 'cc_deps', folder, 'libtensorflowlite_c.so');
}

function missing(what: string): ModelError {
  return new ModelError('runtime.missing', `${what} was not found`, {
    remedy:
      'Install Ostiary again (in a clone: npm run build), or set inference.library to the path of a libtensorflowlite_c.so.',
    context: { what, platform: process.platform, arch: process.arch },
  });
}
