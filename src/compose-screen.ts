import { consoleAnnouncer as announceOn } from './adapters/console/announcer.js';
import { createLog, type LogLevel } from './adapters/pino/log.js';
import { output } from './adapters/pino/output.js';
import type { Announcer } from './ports/announcer.js';
import type { Log } from './ports/log.js';

/** JSON lines on standard error; text where a person watches. */
export function daemonLog(level: LogLevel): Log {
  return createLog({ level, pretty: process.stderr.isTTY });
}

/** Hands out the log lines and announcements that still wait; bounded, never throws. */
export function flush(): void {
  output(2).flush();
  output(1).flush();
}

export function consoleAnnouncer(nameOf: (person: string) => string): Announcer {
  const screen = output(1);
  const write = (line: string): void => void screen.write(`${line}\n`);
  return announceOn({ write, nameOf, colour: process.stdout.isTTY });
}

/** For a terminal without a screen. */
export function silentAnnouncer(): Announcer {
  return { arrived: () => undefined, pending: () => undefined, decided: () => undefined, left: () => undefined };
}
