import { constants, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { pino } from 'pino';

/** Text on standard output or standard error that never holds up the event loop, whoever reads it or has stopped to. */
export interface Output {
  /** False when the text was dropped: nobody reads, and as much as is kept for them is waiting. */
  write(text: string): boolean;
  /** Hands out what waits, for at most `flushWithin`; at the process's exit by itself. Never throws. */
  flush(): void;
}

/** Characters kept for a reader who does not keep up. */
const mostWaiting = 1 << 20;
const flushWithin = 300;
const outputs = new Map<1 | 2, Output>();

/** The one output of this descriptor. */
export function output(fd: 1 | 2): Output {
  const known = outputs.get(fd);
  if (known) return known;
  const opened = openOutput(fd);
  outputs.set(fd, opened);
  return opened;
}

function openOutput(fd: 1 | 2): Output {
  // Touching the stream makes a pipe or socket non-blocking; a reader that has gone away (EPIPE) is no fault of ours.
  (fd === 1 ? process.stdout : process.stderr).on('error', () => undefined);
  let dropped = false;
  let lost = false;
  let giveUpAt = Number.POSITIVE_INFINITY;
  const flush = (): void => {
    if (lost) return;
    giveUpAt = performance.now() + flushWithin;
    try {
      stream.flushSync();
    } catch {
      // Nobody reads.
    }
    giveUpAt = Number.POSITIVE_INFINITY;
  };
  // Before pino's own listener, which would wait for a stalled reader for ever.
  process.once('exit', () => {
    flush();
    lost = true;
    stream.destroy();
  });
  const stream = pino.destination({
    fd: nonBlocking(fd),
    sync: false,
    minLength: 0,
    maxLength: mostWaiting,
    retryEAGAIN: () => performance.now() < giveUpAt,
  } as Parameters<typeof pino.destination>[0] & object);
  stream.on('drop', () => {
    dropped = true;
  });
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Anything else, such as a full disk, may pass.
    if (error.code === 'EPIPE') lost = true;
  });
  return {
    write(text) {
      if (lost) return false;
      dropped = false;
      stream.write(text);
      return !dropped;
    },
    flush,
  };
}

/** A terminal's descriptor blocks while somebody holds it with Ctrl-S; one of our own does not. */
function nonBlocking(fd: 1 | 2): number {
  if (!isatty(fd)) return fd;
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return fd;
  }
}
