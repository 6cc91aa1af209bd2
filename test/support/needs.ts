import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, it, type TestContext, type TestOptions } from 'vitest';
import { addonPath } from '../../src/vision/capture/opencv/addon.js';
import { gpioSimMissing } from '../vm/gpio/gpio-sim.js';
import { models } from './models.js';
import { hasMosquitto } from './mosquitto.js';
import { type Need, titleOf, whatIsNeeded } from './needed.js';
import { root, shared } from './places.js';

const runs = (program: string): boolean => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
const isRoot = process.getuid?.() === 0;

function hasOnoff(): boolean {
  if (!existsSync('/sys/class/gpio/export')) return false;
  try {
    createRequire(import.meta.url)('onoff');
    return true;
  } catch {
    return false;
  }
}

/** Whether it is here. What takes a process to find out is looked for only in test files that need it. */
const here = {
  mosquitto: () => hasMosquitto,
  ffmpeg: () => spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).status === 0,
  openCv: () => existsSync(addonPath),
  sharedModels: () => existsSync(join(shared, 'models')),
  sharedPictures: () => existsSync(join(shared, 'data/lfw-dev/pairs.txt')),
  models: () => models !== undefined,
  pad: () => existsSync(join(root, 'models/pad-ostiary/bundle.json')),
  compiler: () => runs('cc'),
  secureProgram: () => existsSync(join(root, 'build/secure')),
  python: () => runs('python3'),
  systemdAnalyze: () => runs('systemd-analyze'),
  systemdSetUp: () => runs('systemd-sysusers') && runs('systemd-tmpfiles') && isRoot,
  root: () => isRoot,
  gpioSimulator: () => gpioSimMissing() === undefined,
  onoffSimulator: () => gpioSimMissing() === undefined && hasOnoff(),
  build: () => existsSync(process.env.OSTIARY_DIST ?? join(root, 'dist')),
  container: () => process.env.OSTIARY_ROOTFS !== undefined,
} as const satisfies Partial<Record<Need, () => boolean>>;
/** What can be looked for before the tests begin. */
export type CheckedNeed = keyof typeof here;

interface Titled<Body> {
  (title: string, body: Body, timeout?: number): void;
  (title: string, options: TestOptions, body: Body): void;
}

/**
 * `describe` and `it` for what runs only where all of these are here. Elsewhere it is skipped, and the title says what is lacking:
 * the line at the end of a run is made of that.
 */
export function needs(...what: readonly CheckedNeed[]) {
  const lacks = what.filter((need) => !here[need]());
  const missing = lacks.length > 0;
  const titled =
    (run: (title: string, ...rest: never[]) => void) =>
    (title: string, ...rest: unknown[]): void =>
      run(titleOf(title, lacks), ...(rest as never[]));
  return {
    missing,
    describe: titled(describe.skipIf(missing)) as Titled<() => void | Promise<void>>,
    it: titled(it.skipIf(missing)) as Titled<(context: TestContext) => unknown>,
  };
}

/** Skips the test that runs, which has found out by itself that something is not to be had. */
export function skipFor(context: TestContext, need: Exclude<Need, CheckedNeed>): never {
  return context.skip(whatIsNeeded(need));
}
