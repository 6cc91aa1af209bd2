import { seconds } from '../base/units.js';
import { windDown } from '../base/wind-down.js';
import type { HealthLoop } from '../health/health-loop.js';
import type { Terminal } from './terminal.js';

interface Running {
  readonly sweep: NodeJS.Timeout;
  readonly control: Promise<readonly (() => Promise<void>)[]>;
  readonly health: HealthLoop;
}

/** Secures the door, then ends everything else, each part within its time. @throws the first fault (rejects) */
export function stopTerminal(terminal: Terminal, { sweep, control, health }: Running): Promise<void> {
  const { door, vision, watch, access, snapshots, audit, storage, uplink, clock, log } = terminal;
  clearInterval(sweep);
  watch.stop();
  snapshots.close();
  health.stopping();
  const stopped = (): void => {
    storage.current()?.gallery.close();
    audit.note('terminal.stopped', {});
  };
  const stages = [
    {
      limit: seconds(4),
      parts: {
        // The door first: the strike is secured whatever hangs below.
        door: () => door.close(),
        vision: () => vision.close(),
        control: async () => Promise.all((await control).map((end) => end())),
      },
    },
    { limit: seconds(3), parts: { decisions: () => access.settled(), uplink: () => uplink()?.close() } },
    { limit: seconds(4), parts: { stopped, events: () => audit.close(seconds(3)) } },
    { limit: seconds(3), parts: { store: () => storage.close() } },
  ];
  return windDown(stages, clock, log).finally(() => health.close());
}
