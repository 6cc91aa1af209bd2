import { type ConfigError, describe } from '../base/errors.js';
import type { DaemonStatus } from '../control/status.js';
import type { Door } from '../door/domain/door.js';
import type { DoorHardware } from '../door/ports/door-hardware.js';
import { HealthLoop } from '../health/health-loop.js';
import { systemdWatchdog } from '../health/systemd/watchdog.js';
import { systemClock } from '../platform/system-clock.js';
import type { Reconfigured } from '../settings/live/follow-config.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { version } from '../version.js';
import { serveControl, terminalStatus } from './control.js';
import { openDoor } from './door.js';
import { stopTerminal } from './stop.js';
import { joinTerminal, type Terminal } from './terminal.js';
import type { TerminalOptions } from './terminal-options.js';
import { visionSettings } from './vision.js';

export interface Daemon extends Reconfigured {
  readonly hardware: DoorHardware;
  status(): DaemonStatus;
  /** The name of a person; the id if the gallery is not loaded. */
  nameOf(person: string): string;
  /** Calls `watcher` on every change of the door. @returns A function that stops it. */
  watchDoor(watcher: (door: Door) => void): () => void;
  /** Secures the door, then ends everything else. Idempotent. */
  close(): Promise<void>;
}

/** Starts the terminal: first the door, then the parts that may be slow or broken. @throws HardwareFault if the door cannot be driven. */
export async function startDaemon(config: TerminalConfig, options: TerminalOptions): Promise<Daemon> {
  const clock = systemClock();
  const hardware = await openDoor(config.door, clock, options.log);
  try {
    // All in one turn, so that the caller can stop the daemon before the door has moved.
    return run(joinTerminal(config, hardware, clock, options));
  } catch (error) {
    await hardware.close();
    throw error;
  }
}

function run(terminal: Terminal): Daemon {
  const { config, live, settings, storage, audit, door, hardware, vision, watch, access } = terminal;
  const { snapshots, reports, uplink, clock, log } = terminal;
  const started = clock.monotonic();
  const status = () => terminalStatus(terminal, started);
  audit.note('terminal.started', { version, door: config.terminal.door });
  audit.note('config.loaded', { digest: live.digest() });
  const refuseConfig = (fault: ConfigError): void => {
    live.refuse(fault);
    log.error({ fault: describe(fault) }, 'invalid configuration; the last valid one stays in use');
    audit.note('config.refused', { code: fault.code });
  };
  if (settings?.refused) refuseConfig(settings.refused);

  vision.start(watch);
  snapshots.start();
  const sweep = setInterval(() => access.sweep(), 500);
  const control = serveControl(terminal, status);
  const watchdog = systemdWatchdog(process.env, log);
  const health = new HealthLoop({ pulses: () => door.pulses(), reports, watchdog, clock, log });
  // The door works now: the rest may come late.
  health.start();
  // Not awaited: a hanging disk must not delay vision or status.
  void storage.start();

  let closing: Promise<void> | undefined;
  return {
    hardware,
    status,
    nameOf: terminal.nameOf,
    watchDoor: (watcher) => door.watch(watcher),
    reconfigure(next, because) {
      watchdog.reloading();
      const changes = live.take(next, because);
      for (const { name, applies } of changes) log.info({ setting: name, applies }, 'setting changed');
      if (changes.length > 0) audit.note('config.loaded', { digest: live.digest() });
      uplink()?.configChanged();
      if (changes.some(({ applies }) => applies === 'vision'))
        vision.reconfigure(visionSettings(next, { camera: true }));
      watchdog.ready();
    },
    refuseConfig,
    close() {
      closing ??= stopTerminal(terminal, { sweep, control, health });
      return closing;
    },
  };
}
