import { type ChildProcess, fork } from 'node:child_process';
import type { Clock } from '../../base/clock.js';
import { CommandRejected, describe, HardwareFault, InvariantError } from '../../base/errors.js';
import type { HealthReport } from '../../base/health.js';
import type { Log } from '../../base/log.js';
import { elapsed, type Instant, instant, type Millis, millis, seconds } from '../../base/units.js';
import type { Observation } from '../domain/observation.js';
import type { CameraPreview } from '../domain/preview.js';
import type { PictureAnalysis, StatedFault, Vision, VisionFacts, VisionListener } from '../ports/vision.js';
import { modelHealth } from './model-health.js';
import type { FromVision, ToVision, VisionSettings } from './protocol.js';
import { parseFromVision } from './protocol-parser.js';
import { StderrTail } from './stderr-tail.js';

interface Dependencies {
  readonly settings: VisionSettings;
  readonly clock: Clock;
  readonly log: Log;
  /** Another compiled entry of the vision process, for tests with one that hangs or crashes. */
  readonly entry?: URL;
}

type Answer = Extract<FromVision, { kind: 'analysis' | 'preview' }>;

interface Waiting {
  readonly kind: Answer['kind'];
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** A child without a sign of life for this long hangs and is killed. Loading models and probing them may take longer. */
const hangAfter = seconds(5);
const loadWithin = seconds(60);
const firstBackoff = millis(250);
const longestBackoff = seconds(30);
/** A child that ran this long has recovered: the next restart is quick again. */
const steadyAfter = seconds(10);
/** Maximum number of messages per second: twice the frame rate of the fastest camera. */
const mostMessages = 500;
/** Time for the last output to arrive after the child has ended. */
const lastWordsWithin = millis(200);

// A child process runs only JavaScript: under vitest it runs from the build in dist/.
const childFile = import.meta.url.endsWith('.ts')
  ? new URL('../../../dist/vision/process/child.js', import.meta.url)
  : new URL('./child.js', import.meta.url);

/** The vision process, restarted with backoff whenever it ends. */
export class VisionProcess implements Vision {
  readonly #deps: Dependencies;
  #settings: VisionSettings;
  readonly #waiting = new Map<number, Waiting>();
  #listener: VisionListener | undefined;
  #child: ChildProcess | undefined;
  #facts: VisionFacts | undefined;
  #pulse: Extract<FromVision, { kind: 'pulse' }> | undefined;
  #newest: Observation | undefined;
  #overwritten = 0;
  #messages = { since: instant(0), count: 0 };
  /** Why vision is down; kept until it is ready again. */
  #fault: string | undefined;
  /** The last fault that the current child reported, or the reason for killing it. */
  #lastWords: string | undefined;
  #stated: StatedFault | undefined;
  #backoff: Millis = firstBackoff;
  #nextId = 0;
  #closed = false;
  #cancelRestart: (() => void) | undefined;
  #cancelHang: (() => void) | undefined;
  #ended: (() => void) | undefined;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#settings = deps.settings;
  }

  start(listener: VisionListener): void {
    this.#listener = listener;
    this.#spawn();
  }

  async analyse(picture: Uint8Array, { within }: { readonly within: Millis }): Promise<PictureAnalysis> {
    return this.#ask('analysis', (id) => ({ kind: 'analyse', id, picture }), within);
  }

  async preview({ within }: { readonly within: Millis }): Promise<CameraPreview> {
    return this.#ask('preview', (id) => ({ kind: 'preview', id }), within);
  }

  #ask<Kind extends Answer['kind']>(
    kind: Kind,
    question: (id: number) => ToVision,
    within: Millis,
  ): Promise<Extract<Answer, { kind: Kind }>> {
    const child = this.#child;
    if (child === undefined || this.#facts === undefined) throw gone(this.#fault ?? 'still starting');
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const cancel = this.#deps.clock.after(within, () => {
        this.#waiting.delete(id);
        reject(gone(`no answer within ${within} ms`));
      });
      const settle =
        <T>(then: (value: T) => void) =>
        (value: T): void => {
          cancel();
          this.#waiting.delete(id);
          then(value);
        };
      this.#waiting.set(id, { kind, resolve: settle(resolve as (answer: Answer) => void), reject: settle(reject) });
      this.#tell(child, question(id));
    });
  }

  restart(): void {
    this.#lastWords = 'restarted on request';
    this.#child?.kill('SIGKILL');
  }

  /** Restarts the process with new settings. */
  reconfigure(settings: VisionSettings): void {
    this.#settings = settings;
    const child = this.#child;
    // If none is running, the next start uses them.
    if (child === undefined) return;
    this.#lastWords = 'settings changed';
    this.#backoff = firstBackoff;
    this.#tell(child, { kind: 'stop' });
    const cancel = this.#deps.clock.after(seconds(2), () => child.kill('SIGKILL'));
    child.once('exit', cancel);
  }

  health(): readonly HealthReport[] {
    if (this.#facts === undefined) {
      return [{ part: 'vision', level: 'failed', detail: this.#fault ?? 'starting' }];
    }
    const padFault = this.#pulse?.padFault ?? this.#facts.padFault;
    const models = modelHealth(this.#facts.models, padFault);
    return this.#pulse?.camera === undefined ? models : [...models, this.#pulse.camera];
  }

  /** Frames overwritten by newer ones, and the child's resident memory in bytes. */
  load(): { readonly dropped: number; readonly residentBytes: number } {
    return { dropped: this.#overwritten + (this.#pulse?.dropped ?? 0), residentBytes: this.#pulse?.residentBytes ?? 0 };
  }

  /** 0 while no child runs. */
  pid(): number {
    return this.#child?.pid ?? 0;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRestart?.();
    this.#cancelHang?.();
    const child = this.#child;
    if (child === undefined) return;
    const ended = new Promise<void>((resolve) => {
      this.#ended = resolve;
    });
    this.#tell(child, { kind: 'stop' });
    const cancel = this.#deps.clock.after(seconds(2), () => child.kill('SIGKILL'));
    await ended;
    cancel();
  }

  #spawn(): void {
    const { clock } = this.#deps;
    const started = clock.monotonic();
    this.#lastWords = undefined;
    this.#stated = undefined;
    let child: ChildProcess;
    try {
      child = fork(this.#deps.entry ?? childFile, [String(process.pid)], {
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        execArgv: [],
      });
    } catch (error) {
      // Out of memory for another process: try again later.
      this.#gone(describe(error), started);
      return;
    }
    this.#child = child;
    const written = new StderrTail((line) => this.#deps.log.debug({ line }, 'vision process output'));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => written.push(text));
    child.on('message', (message) => this.#receive(child, message));
    child.on('error', (error) => {
      this.#deps.log.error({ err: error }, 'vision process');
      if (child.pid === undefined) this.#gone(error.message, started);
    });
    child.on('exit', (code, signal) => {
      this.#cancelHang?.();
      const tell = () => {
        if (child === this.#child) this.#gone(signal ? `killed by ${signal}` : `exit status ${code}`, started, written);
      };
      const cancel = clock.after(lastWordsWithin, tell);
      child.on('close', () => {
        cancel();
        tell();
      });
    });
    this.#expectLife(child, loadWithin);
    this.#tell(child, { kind: 'configure', settings: this.#settings });
  }

  #tell(child: ChildProcess, message: ToVision): void {
    // A dying child refuses the message; its exit is handled elsewhere.
    if (child.connected) child.send(message, () => undefined);
  }

  #expectLife(child: ChildProcess, within: Millis): void {
    this.#cancelHang?.();
    this.#cancelHang = this.#deps.clock.after(within, () => {
      this.#lastWords = `no sign of life for ${within} ms`;
      this.#deps.log.error({ pid: child.pid, within }, 'vision process hangs; killing it');
      child.kill('SIGKILL');
    });
  }

  #receive(child: ChildProcess, raw: unknown): void {
    this.#guarded(child, () => {
      this.#count();
      this.#handle(child, parseFromVision(raw, this.#facts?.space));
    });
  }

  /** An error in handling a message ends the child, not this process. */
  #guarded(child: ChildProcess, action: () => void): void {
    if (child !== this.#child || child.killed) return;
    try {
      action();
    } catch (error) {
      this.#lastWords = describe(error);
      this.#deps.log.error({ err: error }, 'invalid message from the vision process; killing it');
      child.kill('SIGKILL');
    }
  }

  /** @throws InvariantError `vision.flood`: a flood would delay the door's events in the same loop. */
  #count(): void {
    const now = this.#deps.clock.monotonic();
    if (elapsed(this.#messages.since, now) >= 1000) this.#messages = { since: now, count: 0 };
    this.#messages.count++;
    if (this.#messages.count > mostMessages) {
      throw new InvariantError('vision.flood', `more than ${mostMessages} messages per second`);
    }
  }

  /** Handles one observation per turn of the event loop, so that REX can come in between; of several, only the newest. */
  #observed(child: ChildProcess, observation: Observation): void {
    if (this.#newest !== undefined) this.#overwritten++;
    else {
      setImmediate(() => {
        const newest = this.#newest;
        this.#newest = undefined;
        if (newest !== undefined) this.#guarded(child, () => this.#listener?.observation(newest));
      });
    }
    this.#newest = observation;
  }

  #handle(child: ChildProcess, message: FromVision): void {
    switch (message.kind) {
      case 'ready':
        this.#facts = { ...message, pid: child.pid ?? 0 };
        this.#fault = undefined;
        this.#expectLife(child, hangAfter);
        this.#listener?.ready(this.#facts);
        return;
      case 'observation':
        this.#observed(child, message.observation);
        return;
      case 'analysis':
      case 'preview': {
        const waiting = this.#waiting.get(message.id);
        if (waiting?.kind === message.kind) waiting.resolve(message);
        return;
      }
      case 'askedInVain': {
        const { code, message: text, remedy } = message.fault;
        this.#waiting.get(message.id)?.reject(new CommandRejected(code, text, { remedy }));
        return;
      }
      case 'pulse':
        this.#pulse = message;
        if (this.#facts !== undefined) this.#expectLife(child, hangAfter);
        return;
      case 'log':
        this.#deps.log[message.level](message.facts, message.message);
        return;
      case 'failed':
        this.#stated = message.fault;
        this.#lastWords = `${message.fault.code}: ${message.fault.message}. ${message.fault.remedy}`;
        this.#deps.log.error({ fault: message.fault }, 'vision failed to start');
        return;
      default:
        message satisfies never;
    }
  }

  #gone(how: string, started: Instant, written?: StderrTail): void {
    this.#child = undefined;
    this.#facts = undefined;
    this.#pulse = undefined;
    this.#cancelHang?.();
    const reason = this.#lastWords ?? [how, ...(written?.words() ?? [])].join(': ');
    this.#fault = reason;
    for (const waiting of [...this.#waiting.values()]) waiting.reject(gone(reason));
    this.#ended?.();
    if (this.#closed) return;
    const { clock, log } = this.#deps;
    if (elapsed(started, clock.monotonic()) > steadyAfter) this.#backoff = firstBackoff;
    log.warn(
      { how, reason, stderr: written?.lines ?? [], restartIn: this.#backoff },
      'vision process ended; restarting it',
    );
    this.#cancelRestart = clock.after(this.#backoff, () => this.#spawn());
    this.#backoff = millis(Math.min(this.#backoff * 2, longestBackoff));
    this.#listener?.lost(reason, this.#stated);
  }
}

function gone(reason: string): HardwareFault {
  return new HardwareFault('vision.unavailable', `the vision process cannot answer: ${reason}`, {
    remedy: 'Try again in a few seconds: it restarts automatically. If this persists, check `ostiary status`.',
    transient: true,
  });
}
