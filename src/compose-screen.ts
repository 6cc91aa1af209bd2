import { consoleAnnouncer as announceOn } from './adapters/console/announcer.js';
import { createLog, type LogLevel } from './adapters/pino/log.js';
import type { Announcer } from './ports/announcer.js';
import type { Log } from './ports/log.js';

/** JSON lines on standard error; text where a person watches. */
export function daemonLog(level: LogLevel): Log {
  return createLog({ level, pretty: process.stderr.isTTY });
}

export function consoleAnnouncer(nameOf: (person: string) => string): Announcer {
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  return announceOn({ write, nameOf, colour: process.stdout.isTTY });
}

/** For a terminal without a screen. */
export function silentAnnouncer(): Announcer {
  return { arrived: () => undefined, pending: () => undefined, decided: () => undefined, left: () => undefined };
}
