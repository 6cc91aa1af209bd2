import { HardwareFault } from '../../base/errors.js';
import { after, elapsed, type Instant, instant, type Millis } from '../../base/units.js';
import { fingerprint } from './fingerprint.js';
import type { Expectations } from './source.js';

interface Seen {
  readonly width: number;
  readonly height: number;
  readonly samples: Uint8Array;
}

/** Judges what a source delivers: does it still deliver, does the picture change, has it kept its size? Pure but for its memory. */
export class FrameWatch {
  readonly #name: string;
  readonly #expects: Expectations;
  #openedAt: Instant;
  #frameAt: Instant | undefined;
  #changedAt: Instant | undefined;
  #size: { readonly width: number; readonly height: number } | undefined;
  /** Outlives a reopening: a frozen camera that shows the same picture when opened again is still frozen. */
  #print: number | undefined;

  constructor(name: string, expects: Expectations, now: Instant) {
    this.#name = name;
    this.#expects = expects;
    this.#openedAt = now;
  }

  /** The source is being opened (again). */
  opened(now: Instant): void {
    this.#openedAt = now;
    this.#frameAt = undefined;
    this.#changedAt = undefined;
    this.#size = undefined;
  }

  /** `repeat`: byte for byte the last picture, from a source whose pictures never repeat. */
  saw(frame: Seen, now: Instant): 'fresh' | 'repeat' | HardwareFault {
    const { width, height } = frame;
    const before = this.#size;
    if (before !== undefined && this.#expects.fixedSize && (before.width !== width || before.height !== height)) {
      return new HardwareFault(
        'camera.size-changed',
        `${this.#name} changed from ${before.width}x${before.height} to ${width}x${height}`,
        { remedy: 'If nobody changed the camera’s settings, look for a second program that uses it.', transient: true },
      );
    }
    this.#size = { width, height };
    this.#frameAt = now;
    if (this.#expects.frozenAfter === undefined) return 'fresh';
    const print = fingerprint(frame.samples);
    const repeated = print === this.#print;
    if (!repeated || this.#changedAt === undefined) this.#changedAt = now;
    this.#print = print;
    return repeated ? 'repeat' : 'fresh';
  }

  /** When to ask for a verdict next, if no frame comes before. */
  deadline(): Instant {
    const { openWithin, stallAfter, frozenAfter } = this.#expects;
    if (this.#frameAt === undefined) return after(this.#openedAt, openWithin);
    const stalled = after(this.#frameAt, stallAfter);
    if (frozenAfter === undefined || this.#changedAt === undefined) return stalled;
    const frozen = after(this.#changedAt, frozenAfter);
    return instant(Math.min(frozen, stalled));
  }

  /** What is wrong at `now`, if anything. */
  verdict(now: Instant): HardwareFault | undefined {
    const { openWithin, stallAfter, frozenAfter } = this.#expects;
    if (this.#frameAt === undefined) {
      if (elapsed(this.#openedAt, now) < openWithin) return undefined;
      return this.#silent('camera.no-first-frame', openWithin, 'after it was opened');
    }
    if (elapsed(this.#frameAt, now) >= stallAfter) return this.#silent('camera.stalled', stallAfter, '');
    if (frozenAfter === undefined || this.#changedAt === undefined) return undefined;
    if (elapsed(this.#changedAt, now) < frozenAfter) return undefined;
    return new HardwareFault(
      'camera.frozen',
      `${this.#name} has sent one identical picture for ${inSeconds(frozenAfter)}`,
      {
        remedy: 'Unplug the camera and plug it in again; if it comes back, replace the camera.',
        transient: true,
      },
    );
  }

  #silent(code: string, limit: Millis, when: string): HardwareFault {
    return new HardwareFault(code, `${this.#name} gave no frame for ${inSeconds(limit)} ${when}`.trim(), {
      remedy: 'Check the cable, the power supply and the load of the terminal.',
      transient: true,
    });
  }
}

function inSeconds(duration: Millis): string {
  return `${(duration / 1000).toFixed(1)} s`;
}
