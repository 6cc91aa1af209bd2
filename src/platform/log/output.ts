import { constants, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { pino } from 'pino';

/** Text output on standard output or standard error that never blocks the event loop, even if the reader stalls. */
export interface Output {
  /** False if the text was dropped: nobody reads, and the buffer is full. */
  write(text: string): boolean;
  /** Writes buffered text, for at most `flushWithin`; also runs on process exit. Never throws. */
  flush(): void;
}

/** Characters buffered for a slow reader. */
const mostWaiting = 1 << 20;
const flushWithin = 300;
const outputs = new Map<1 | 2, Output>();

/** The shared output of this descriptor. */
export function output(fd: 1 | 2): Output {
  const known = outputs.get(fd);
  if (known) return known;
  const opened = openOutput(fd);
  outputs.set(fd, opened);
  return opened;
}

function openOutput(fd: 1 | 2): Output {
  // Accessing the stream makes a pipe or socket non-blocking. Ignore a reader that has gone away (EPIPE).
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
  // Before pino's own listener, which would wait for a stalled reader indefinitely.
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
    // Other errors, such as a full disk, may be temporary.
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

/** A console descriptor blocks after Ctrl-S; opening our own avoids that. */
function nonBlocking(fd: 1 | 2): number {
  if (!isatty(fd)) return fd;
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return fd;
  }
}
