import { HardwareFault, InvariantError } from '../../base/errors.js';
import type { HealthReport } from '../../base/health.js';
import { elapsed, type Instant, millis, seconds } from '../../base/units.js';
import { backoff } from './backoff.js';
import type { Camera, Frame } from './camera.js';
import { FrameWatch } from './frame-watch.js';
import type { Captured, Source, SourceKind } from './source.js';

export interface CameraDeps {
  /** CLOCK_MONOTONIC. */
  readonly now: () => Instant;
  /** Called on each fault and each recovery. */
  readonly log?: (facts: object, message: string) => void;
}

/** A camera that can end. */
export interface OpenedCamera extends Camera {
  /** True once a list of pictures without a loop has played all its pictures; never for a device. */
  ended(): boolean;
}

/** Faults stay visible at least this long, even after recovery: health is polled twice a second. */
const linger = seconds(2);
/** The same notice is logged at most once in this time. */
const noticeEvery = seconds(10);
/** If a deadline is noticed this late, our own event loop was blocked, and frames may be waiting in its queue. */
const late = millis(250);

type Phase = 'opening' | 'running' | 'reopening' | 'ended' | 'failed' | 'closed';

/** Opens a source, watches it, reopens it with backoff, and keeps only the newest frame. */
export class SupervisedCamera implements OpenedCamera {
  readonly #kind: SourceKind;
  readonly #deps: CameraDeps;
  readonly #watch: FrameWatch;
  #phase: Phase = 'opening';
  #source: Source | undefined;
  /** Incremented on each opening, so that late calls of an older source are ignored. */
  #generation = 0;
  #attempt = 0;
  #reopening: Promise<void> | undefined;
  #wakeEarly: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #newest: { readonly captured: Captured; readonly sequence: number } | undefined;
  #lent: Captured | undefined;
  #waiter: (() => void) | undefined;
  #arrived = 0;
  #dropped = 0;
  #fault: { readonly fault: HardwareFault; readonly at: Instant } | undefined;
  #notice: { readonly fault: HardwareFault; readonly at: Instant } | undefined;
  #notices = 0;
  #seen: { readonly width: number; readonly height: number; readonly at: Instant } | undefined;
  #interval: number | undefined;

  constructor(kind: SourceKind, deps: CameraDeps) {
    this.#kind = kind;
    this.#deps = deps;
    this.#watch = new FrameWatch(kind.name, kind.expects, deps.now());
    this.#open();
  }

  next({ signal }: { readonly signal: AbortSignal }): Promise<Frame> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      if (this.#waiter !== undefined)
        throw new InvariantError('camera.next', 'next was called while another call waited');
      if (this.#newest !== undefined) return resolve(this.#take(this.#newest));
      const abort = () => {
        this.#waiter = undefined;
        reject(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiter = () => {
        if (this.#newest === undefined) return;
        this.#waiter = undefined;
        signal.removeEventListener('abort', abort);
        resolve(this.#take(this.#newest));
      };
    });
  }

  dropped(): number {
    return this.#dropped + (this.#source?.dropped() ?? 0);
  }

  ended(): boolean {
    return this.#phase === 'ended';
  }

  health(): HealthReport {
    const part = 'camera';
    const fault = this.#fault;
    switch (this.#phase) {
      case 'opening':
        if (fault === undefined)
          return { part, level: 'degraded', detail: `camera.opening: opening ${this.#kind.name}` };
        return { part, level: 'failed', detail: `${told(fault.fault)}; reopened, waiting for a new frame` };
      case 'running': {
        const recent = fault !== undefined && elapsed(fault.at, this.#deps.now()) < linger;
        const detail = `${this.#kind.name}: ${this.#summary()}`;
        return recent
          ? { part, level: 'degraded', detail: `${told(fault.fault)}; back: ${detail}` }
          : { part, level: 'ok', detail };
      }
      case 'reopening':
      case 'failed': {
        const then =
          this.#phase === 'failed' ? (fault?.fault.remedy ?? '') : `reopening it: attempt ${this.#attempt + 1} follows`;
        return { part, level: 'failed', detail: `${fault === undefined ? '' : told(fault.fault)}; ${then}` };
      }
      case 'ended':
        return {
          part,
          level: 'ok',
          detail: `camera.ended: ${this.#kind.name} has played all its pictures; ${this.#summary()}`,
        };
      case 'closed':
        return { part, level: 'failed', detail: 'camera.closed: the camera was closed' };
      default:
        return this.#phase satisfies never;
    }
  }

  async close(): Promise<void> {
    this.#phase = 'closed';
    this.#generation++;
    clearTimeout(this.#timer);
    this.#wakeEarly?.();
    this.#forget();
    await Promise.all([this.#shut(), this.#reopening]);
  }

  #open(): void {
    const generation = ++this.#generation;
    const heard = (action: () => void) => {
      if (generation === this.#generation) action();
    };
    this.#phase = 'opening';
    this.#watch.opened(this.#deps.now());
    try {
      this.#source = this.#kind.open({
        frame: (captured) => (generation === this.#generation ? this.#saw(captured) : captured.release()),
        notice: (fault) => heard(() => this.#noticed(fault)),
        over: (end) => heard(() => (end === 'ended' ? this.#end() : this.#lose(end))),
      });
    } catch (error) {
      if (!(error instanceof HardwareFault)) throw error;
      this.#lose(error);
      return;
    }
    this.#arm();
  }

  #saw(captured: Captured): void {
    const now = this.#deps.now();
    const judged = this.#watch.saw(captured, now);
    if (judged !== 'fresh') {
      // A repeated picture is not new evidence and must not count as another matching sample.
      captured.release();
      if (judged !== 'repeat') this.#lose(judged);
      else if (this.#phase === 'opening') this.#arm();
      return;
    }
    const { width, height, capturedAt: at } = captured;
    if (this.#seen !== undefined) this.#interval = smooth(this.#interval, elapsed(this.#seen.at, at));
    this.#seen = { width, height, at };
    if (this.#phase === 'opening') this.#started();
    if (this.#newest !== undefined) {
      this.#newest.captured.release();
      this.#dropped++;
    }
    this.#newest = { captured, sequence: this.#arrived++ };
    this.#waiter?.();
  }

  #started(): void {
    this.#phase = 'running';
    this.#attempt = 0;
    this.#interval = undefined;
    if (this.#fault !== undefined)
      this.#deps.log?.({ code: 'camera.back', camera: this.#kind.name }, 'the camera is back');
    this.#arm();
  }

  #take({ captured, sequence }: { readonly captured: Captured; readonly sequence: number }): Frame {
    this.#newest = undefined;
    this.#lent?.release();
    this.#lent = captured;
    return { sequence, capturedAt: captured.capturedAt, image: captured.image() };
  }

  /** One timer for the next deadline; frames only move the deadline. */
  #arm(): void {
    clearTimeout(this.#timer);
    const due = this.#watch.deadline();
    this.#timer = setTimeout(() => this.#check(due), Math.max(1, Math.ceil(elapsed(this.#deps.now(), due))));
  }

  #check(due: Instant): void {
    const now = this.#deps.now();
    const fault = this.#watch.verdict(now);
    if (fault === undefined) this.#arm();
    else if (elapsed(due, now) < late) this.#lose(fault);
    else this.#timer = setTimeout(() => this.#check(this.#deps.now()), late);
  }

  #lose(fault: HardwareFault): void {
    clearTimeout(this.#timer);
    this.#generation++;
    this.#fault = { fault, at: this.#deps.now() };
    this.#phase = fault.transient ? 'reopening' : 'failed';
    this.#deps.log?.(
      { code: fault.code, camera: this.#kind.name, ...fault.context, remedy: fault.remedy },
      fault.message,
    );
    this.#forget();
    this.#reopening = this.#reopen(fault.transient);
  }

  async #reopen(transient: boolean): Promise<void> {
    const pause = backoff(this.#attempt++);
    const closed = this.#shut();
    if (transient) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pause);
        this.#wakeEarly = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    // Only after the old one has released the device.
    await closed;
    if (this.#phase === 'reopening') this.#open();
  }

  async #shut(): Promise<void> {
    const source = this.#source;
    this.#source = undefined;
    if (source === undefined) return;
    this.#dropped += source.dropped();
    await source.close();
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#phase = 'ended';
    void this.#shut();
  }

  /** Discards the waiting frame: it comes from a camera that can no longer be trusted. */
  #forget(): void {
    this.#newest?.captured.release();
    this.#newest = undefined;
  }

  #noticed(fault: HardwareFault): void {
    this.#notices++;
    const at = this.#deps.now();
    if (this.#notice?.fault.message === fault.message && elapsed(this.#notice.at, at) < noticeEvery) return;
    this.#notice = { fault, at };
    this.#deps.log?.(
      { code: fault.code, camera: this.#kind.name, ...fault.context, remedy: fault.remedy },
      fault.message,
    );
  }

  #summary(): string {
    const parts = this.#seen === undefined ? [] : [`${this.#seen.width}x${this.#seen.height}`];
    if (this.#interval !== undefined && this.#interval > 0)
      parts.push(`${(1000 / this.#interval).toFixed(1)} frames/s`);
    parts.push(`${this.dropped()} dropped`);
    if (this.#notice !== undefined) parts.push(`${this.#notices} times ${this.#notice.fault.code}`);
    return parts.join(', ');
  }
}

function told(fault: HardwareFault): string {
  return `${fault.code}: ${fault.message}`;
}

function smooth(before: number | undefined, value: number): number {
  return before === undefined ? value : before + (value - before) / 10;
}
