import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const modes = { claim: 0, decline: 1, refuse: 2, crash: 3, hang: 4 } as const;
export type FakeMode = keyof typeof modes;

export interface FakeEdgeTpu {
  readonly library: string;
  /** What its functions were called with since the last call, in order, from whatever process. */
  calls(): readonly string[];
  remove(): void;
}

/** Compiles the fake plug-in against the headers that come with the runtime. */
export function compileFake(mode: FakeMode): FakeEdgeTpu {
  const folder = mkdtempSync(join(tmpdir(), `ostiary-fake-edgetpu-${mode}-`));
  const library = join(folder, 'libedgetpu.so.1');
  const recordFile = join(folder, 'calls');
  const include = new URL('../../../../node_modules/tfjs-tflite-node/cc_deps/include', import.meta.url).pathname;
  const source = new URL('./fake-edgetpu.c', import.meta.url).pathname;
  const defines = [`-DMODE=${modes[mode]}`, `-DRECORD="${recordFile}"`];
  execFileSync('cc', [
    '-shared',
    '-fPIC',
    '-O1',
    '-Wall',
    '-Werror',
    ...defines,
    `-I${include}`,
    source,
    '-o',
    library,
  ]);
  return {
    library,
    calls: () => {
      const lines = existsSync(recordFile) ? readFileSync(recordFile, 'utf8').trim().split('\n') : [];
      rmSync(recordFile, { force: true });
      return lines;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
