import { readSync } from 'node:fs';
import type { Pulse } from '../../base/health.js';
import { type Instant, instant, seconds } from '../../base/units.js';
import { pollNow } from '../../platform/libc.js';
import type { Line } from './line.js';
import { decodeEdges, lineEventBytes, pollFdBytes } from './uapi.js';

/**
 * Interval for polling the kernel's event queues; shorter than the debounce time, so that it adds no delay. A poll(2) in libuv's thread
 * pool would be a few milliseconds quicker, but four slow writes to an SD card fill that pool, and REX never waits for a disk. A timer also
 * has nothing in flight when the terminal stops.
 */
const scanMillis = 4;

const pollIn = 1;
const pollBroken = 0x08 | 0x10 | 0x20; // POLLERR, POLLHUP, POLLNVAL
const eventsAtOnce = 16;

export interface EdgeListener {
  edge(active: boolean, at: Instant): void;
  /** The line delivers no more edges. */
  lost(cause: Error): void;
}

/** Delivers the edges of all inputs to their listeners: one system call per poll, none per line while nothing happens. */
export class EdgeScan {
  readonly #watched = new Map<Line, EdgeListener>();
  readonly #events = Buffer.alloc(eventsAtOnce * lineEventBytes);
  #fds = Buffer.alloc(0);
  #timer: NodeJS.Timeout | undefined;
  #lookedAt = monotonic();

  /** Empty while no input is watched. */
  pulses(): readonly Pulse[] {
    if (this.#watched.size === 0) return [];
    return [{ loop: 'inputs', movedAt: this.#lookedAt, rest: seconds(1) }];
  }

  watch(line: Line, listener: EdgeListener): void {
    this.#watched.set(line, listener);
    this.#rearm();
  }

  unwatch(line: Line): void {
    if (this.#watched.delete(line)) this.#rearm();
  }

  #rearm(): void {
    clearInterval(this.#timer);
    this.#fds = Buffer.alloc(this.#watched.size * pollFdBytes);
    let at = 0;
    for (const line of this.#watched.keys()) {
      this.#fds.writeInt32LE(line.fd, at);
      this.#fds.writeInt16LE(pollIn, at + 4);
      at += pollFdBytes;
    }
    this.#lookedAt = monotonic();
    if (this.#watched.size > 0) this.#timer = setInterval(() => this.look(), scanMillis);
  }

  /** Delivers the edges so far. */
  look(): void {
    // Copied: a listener may stop watching, which changes both.
    const fds = this.#fds;
    const watched = [...this.#watched];
    this.#lookedAt = monotonic();
    try {
      if (pollNow(fds, watched.length) === 0) return;
    } catch (cause) {
      for (const [line, listener] of watched) this.#lose(line, listener, cause as Error);
      return;
    }
    watched.forEach(([line, listener], i) => {
      const happened = fds.readInt16LE(i * pollFdBytes + 6);
      if (happened & pollBroken) this.#lose(line, listener, new Error('the kernel closed the line'));
      else if (happened & pollIn && this.#watched.has(line)) this.#take(line, listener);
    });
  }

  #take(line: Line, listener: EdgeListener): void {
    let length: number;
    try {
      length = readSync(line.fd, this.#events);
    } catch (cause) {
      this.#lose(line, listener, cause as Error);
      return;
    }
    for (const { active, nanos } of decodeEdges(this.#events, length)) {
      listener.edge(active, instant(Number(nanos) / 1e6));
    }
  }

  #lose(line: Line, listener: EdgeListener, cause: Error): void {
    this.unwatch(line);
    listener.lost(cause);
  }
}

/** The clock of the kernel's edge time stamps. */
const monotonic = () => instant(Number(process.hrtime.bigint()) / 1e6);
