import { HardwareFault } from '../../base/errors.js';
import { after, elapsed, type Instant, instant, type Millis } from '../../base/units.js';
import { fingerprint } from '../imaging/fingerprint.js';
import type { Expectations } from './source.js';

interface Seen {
  readonly width: number;
  readonly height: number;
  readonly samples: Uint8Array;
}

/** Watches a source: does it still deliver, does the picture change, has it kept its size? Reads no clock. */
export class FrameWatch {
  readonly #name: string;
  readonly #expects: Expectations;
  #openedAt: Instant;
  #frameAt: Instant | undefined;
  #changedAt: Instant | undefined;
  #size: { readonly width: number; readonly height: number } | undefined;
  /** Kept across reopening: a camera that shows the same picture afterwards is still frozen. */
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

  /** `repeat`: identical to the last picture, from a source whose pictures never repeat. */
  saw(frame: Seen, now: Instant): 'fresh' | 'repeat' | HardwareFault {
    const { width, height } = frame;
    const before = this.#size;
    if (before !== undefined && this.#expects.fixedSize && (before.width !== width || before.height !== height)) {
      return new HardwareFault(
        'camera.size-changed',
        `${this.#name} changed from ${before.width}x${before.height} to ${width}x${height}`,
        {
          remedy:
            'If you did not change the camera’s settings, find the other program that uses it: fuser -v /dev/video*.',
          transient: true,
        },
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

  /** When to ask for the next verdict if no frame arrives before. */
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
    return new HardwareFault('camera.frozen', `${this.#name} has sent the same picture for ${inSeconds(frozenAfter)}`, {
      remedy: 'Unplug the camera and plug it in again. If this happens again, replace the camera.',
      transient: true,
    });
  }

  #silent(code: string, limit: Millis, when: string): HardwareFault {
    return new HardwareFault(code, `no frame from ${this.#name} for ${inSeconds(limit)} ${when}`.trim(), {
      remedy: 'Check the cable, the power supply and the load (top).',
      transient: true,
    });
  }
}

function inSeconds(duration: Millis): string {
  return `${(duration / 1000).toFixed(1)} s`;
}
