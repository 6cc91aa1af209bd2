import { consoleAnnouncer as announceOn } from '../access/console/announcer.js';
import type { Announcer } from '../access/ports/announcer.js';
import type { Log } from '../base/log.js';
import { createLog, type LogLevel } from '../platform/log/log.js';
import { output } from '../platform/log/output.js';

/** JSON lines on standard error; text on a console. */
export function daemonLog(level: LogLevel): Log {
  return createLog({ level, pretty: process.stderr.isTTY });
}

/** Writes the log lines and announcements that are still buffered; bounded, never throws. */
export function flush(): void {
  output(2).flush();
  output(1).flush();
}

export function consoleAnnouncer(nameOf: (person: string) => string): Announcer {
  const screen = output(1);
  const write = (line: string): void => void screen.write(`${line}\n`);
  return announceOn({ write, nameOf, colour: process.stdout.isTTY });
}
