import { describe } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import { millis } from '../../base/units.js';
import type { Watchdog } from '../ports/watchdog.js';
import { NotifySocket } from './notify-socket.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** systemd through sd_notify(3); does nothing if systemd did not start the daemon. */
export function systemdWatchdog(env: Environment, log: Log): Watchdog {
  const send = sender(env.NOTIFY_SOCKET, log);
  return {
    within: watchdogTime(env),
    ready: () => send('READY=1'),
    alive: () => send('WATCHDOG=1'),
    status: (line) => send(`STATUS=${line.replaceAll('\n', ' ')}`),
    reloading: () => send('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`),
    stopping: () => send('STOPPING=1'),
  };
}

function watchdogTime({ WATCHDOG_USEC, WATCHDOG_PID }: Environment) {
  const micros = Number(WATCHDOG_USEC);
  // The variables may be inherited from a watched parent.
  const ours = WATCHDOG_PID === undefined || Number(WATCHDOG_PID) === process.pid;
  return micros > 0 && ours ? millis(micros / 1000) : undefined;
}

function sender(name: string | undefined, log: Log): (...assignments: readonly string[]) => void {
  if (name === undefined || name === '') return () => undefined;
  let socket: NotifySocket | undefined;
  let fault = '';
  return (...assignments) => {
    try {
      socket ??= new NotifySocket(name);
      socket.send(assignments);
      fault = '';
    } catch (error) {
      if (describe(error) !== fault) log.warn({ fault: describe(error) }, 'cannot notify systemd');
      fault = describe(error);
    }
  };
}
