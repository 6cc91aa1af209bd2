import { type ChildProcess, fork } from 'node:child_process';
import { CommandRejected, describe, HardwareFault } from '../../domain/errors.js';
import type { HealthReport } from '../../domain/health.js';
import { elapsed, type Instant, type Millis, millis, seconds } from '../../domain/units.js';
import type { Clock } from '../../ports/clock.js';
import type { Log } from '../../ports/log.js';
import type { PictureAnalysis, Vision, VisionFacts, VisionListener } from '../../ports/vision.js';
import type { FromVision, ToVision, VisionSettings } from '../../vision/protocol.js';
import { parseFromVision } from '../../vision/protocol-parser.js';
import { StderrTail } from './stderr-tail.js';

interface Dependencies {
  readonly settings: VisionSettings;
  readonly clock: Clock;
  readonly log: Log;
  /** Another compiled entry of the vision process: for tests of one that hangs or crashes. */
  readonly entry?: URL;
}

interface Waiting {
  readonly resolve: (analysis: PictureAnalysis) => void;
  readonly reject: (error: Error) => void;
}

/** No sign of life for this long is a hang: the child is killed. Loading models, and their first probe, may take longer. */
const hangAfter = seconds(5);
const loadWithin = seconds(60);
const firstBackoff = millis(250);
const longestBackoff = seconds(30);
/** A child that lived this long has recovered: the next restart is quick again. */
const steadyAfter = seconds(10);
/** Time for the last words to arrive once the child has ended. */
const lastWordsWithin = millis(200);

// A child runs JavaScript only: from TypeScript sources (vitest) it is started from the build in dist/.
const childFile = import.meta.url.endsWith('.ts')
  ? new URL('../../../dist/vision/child.js', import.meta.url)
  : new URL('../../vision/child.js', import.meta.url);

/** The vision process, started again with backoff whenever it is gone. */
export class VisionProcess implements Vision {
  readonly #deps: Dependencies;
  readonly #waiting = new Map<number, Waiting>();
  #listener: VisionListener | undefined;
  #child: ChildProcess | undefined;
  #facts: VisionFacts | undefined;
  #pulse: Extract<FromVision, { kind: 'pulse' }> | undefined;
  /** Why there is no vision now; kept until it is ready again. */
  #fault: string | undefined;
  /** What the present child said, or was killed for, before it ended. */
  #lastWords: string | undefined;
  #backoff: Millis = firstBackoff;
  #nextId = 0;
  #closed = false;
  #cancelRestart: (() => void) | undefined;
  #cancelHang: (() => void) | undefined;
  #ended: (() => void) | undefined;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  start(listener: VisionListener): void {
    this.#listener = listener;
    this.#spawn();
  }

  async analyse(picture: Uint8Array, options: { readonly within: Millis }): Promise<PictureAnalysis> {
    const child = this.#child;
    if (child === undefined || this.#facts === undefined) throw gone(this.#fault ?? 'it is starting');
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const cancel = this.#deps.clock.after(options.within, () => {
        this.#waiting.delete(id);
        reject(gone(`no answer within ${options.within} ms`));
      });
      const settle =
        <T>(then: (value: T) => void) =>
        (value: T): void => {
          cancel();
          this.#waiting.delete(id);
          then(value);
        };
      this.#waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
      this.#tell(child, { kind: 'analyse', id, picture });
    });
  }

  restart(): void {
    this.#lastWords = 'restarted on request';
    this.#child?.kill('SIGKILL');
  }

  health(): readonly HealthReport[] {
    if (this.#facts === undefined) {
      return [{ part: 'vision', level: 'failed', detail: this.#fault ?? 'starting' }];
    }
    const fallback = this.#facts.models.find((m) => m.fallback !== undefined);
    const models = this.#facts.models.map((m) => `${m.name} on ${m.delegate}`).join(', ');
    const report: HealthReport = fallback
      ? { part: 'vision', level: 'degraded', detail: `${models}; ${fallback.fallback}` }
      : { part: 'vision', level: 'ok', detail: models };
    return this.#pulse?.camera === undefined ? [report] : [report, this.#pulse.camera];
  }

  /** Frames overwritten by newer ones, and the child's resident memory in bytes. */
  load(): { readonly dropped: number; readonly residentBytes: number } {
    return { dropped: this.#pulse?.dropped ?? 0, residentBytes: this.#pulse?.residentBytes ?? 0 };
  }

  /** 0 while there is none. */
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
    const { clock, settings } = this.#deps;
    const started = clock.monotonic();
    this.#lastWords = undefined;
    let child: ChildProcess;
    try {
      child = fork(this.#deps.entry ?? childFile, [String(process.pid)], {
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        execArgv: [],
      });
    } catch (error) {
      // No memory for one more process now: perhaps later.
      this.#gone(describe(error), started);
      return;
    }
    this.#child = child;
    const written = new StderrTail((line) => this.#deps.log.debug({ line }, 'vision process wrote'));
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
    this.#tell(child, { kind: 'configure', settings });
  }

  #tell(child: ChildProcess, message: ToVision): void {
    // A child that is just dying refuses the message; its exit is handled where it arrives.
    if (child.connected) child.send(message, () => undefined);
  }

  #expectLife(child: ChildProcess, within: Millis): void {
    this.#cancelHang?.();
    this.#cancelHang = this.#deps.clock.after(within, () => {
      this.#lastWords = `no sign of life for ${within} ms`;
      this.#deps.log.error({ pid: child.pid, within }, 'vision process hangs: killed');
      child.kill('SIGKILL');
    });
  }

  #receive(child: ChildProcess, raw: unknown): void {
    if (child !== this.#child || child.killed) return;
    try {
      this.#handle(child, parseFromVision(raw, this.#facts?.space));
    } catch (error) {
      this.#lastWords = describe(error);
      this.#deps.log.error({ err: error }, 'message of the vision process cannot be handled: killed');
      child.kill('SIGKILL');
    }
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
        this.#listener?.observation(message.observation);
        return;
      case 'analysis':
        this.#waiting.get(message.id)?.resolve(message);
        return;
      case 'analysisFailed': {
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
        this.#lastWords = `${message.fault.code}: ${message.fault.message}. ${message.fault.remedy}`;
        this.#deps.log.error({ fault: message.fault }, 'vision cannot start');
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
      'vision process is gone; it is started again',
    );
    this.#cancelRestart = clock.after(this.#backoff, () => this.#spawn());
    this.#backoff = millis(Math.min(this.#backoff * 2, longestBackoff));
    this.#listener?.lost(reason);
  }
}

function gone(reason: string): HardwareFault {
  return new HardwareFault('vision.unavailable', `the vision process cannot answer: ${reason}`, {
    remedy: 'It is started again by itself; try again in a few seconds. See `ostiary status`.',
    transient: true,
  });
}
