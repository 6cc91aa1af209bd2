import { millis } from '../../base/units.js';
import type { EdgeTpuVerdict } from './delegate-choice.js';
import type { EdgeTpuSettings } from './delegates.js';
import { askThrowAway, type ThrowAwayOptions } from './throw-away.js';

/**
 * Opens and closes the Edge TPU in a separate process, because an incompatible library ends the process that loads it.
 * The first opening after power-up loads firmware over USB and takes seconds.
 */
export async function probeEdgeTpu(
  edgeTpu: EdgeTpuSettings,
  { within = millis(20_000), entry }: Partial<ThrowAwayOptions> = {},
): Promise<EdgeTpuVerdict> {
  const reply = await askThrowAway({ kind: 'edgetpu', edgeTpu }, { within, ...(entry && { entry }) });
  switch (reply.kind) {
    case 'edgetpu':
      return { usable: true };
    case 'refused':
      return { usable: false, reason: reply.message };
    case 'noAnswer':
      return { usable: false, reason: `the process that probed ${edgeTpu.library} crashed: ${reply.how}` };
    case 'model':
      return { usable: false, reason: 'unexpected reply from the probe' };
    default:
      return reply satisfies never;
  }
}
