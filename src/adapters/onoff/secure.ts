import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { energised } from '../../ports/capped-relay.js';
import type { HeldRelay } from '../../ports/door-wiring.js';
import { globalNumber, sysfsChips, sysfsRoot } from './sysfs.js';

/**
 * Drives the relay of a daemon that is gone to its secured side, then lets it go; without onoff, whose addon takes long
 * to load. @throws HardwareFault, or Node's own error where sysfs refuses.
 */
export function secureSysfs({ relay, lock }: HeldRelay, root = sysfsRoot): void {
  const number = globalNumber(relay, sysfsChips(root));
  const line = join(root, `gpio${number}`);
  if (!existsSync(line)) writeFileSync(join(root, 'export'), String(number));
  // One write makes it an output of this electrical level.
  writeWhenAllowed(join(line, 'direction'), energised(lock, false) === relay.activeLow ? 'low' : 'high');
  writeFileSync(join(root, 'unexport'), String(number));
}

const patienceMillis = 2000;

/** udev gives a line to the group gpio only a moment after its export. */
function writeWhenAllowed(file: string, text: string): void {
  for (const end = performance.now() + patienceMillis; ; ) {
    try {
      writeFileSync(file, text);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EACCES' || performance.now() > end) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
}
