import { type ChildProcess, spawn } from 'node:child_process';
import { HardwareFault } from '../../../base/errors.js';
import { redact } from '../../../base/redact.js';
import { millis } from '../../../base/units.js';
import { within } from '../../../base/within.js';
import { systemClock } from '../../../platform/system-clock.js';
import { GroupGuard } from './group-guard.js';

export interface ChildListener {
  bytes(chunk: Uint8Array): void;
  /** The child has ended or could not be started; last call. Never called after `close`. */
  gone(fault: HardwareFault): void;
}

/** Time to end after SIGTERM, so that a camera program can release its device; then SIGKILL. */
const grace = 500;
/** Time limit for closing. */
const longest = millis(1500);
/** Time for the last output to arrive once the child has ended. */
const rest = 200;
const tailBytes = 2000;

/**
 * A child process that writes pictures to its standard output. It runs in its own process group: its children end with it, and all of them
 * end with this process.
 */
export class Child {
  readonly #command: readonly string[];
  readonly #listener: ChildListener;
  readonly #process: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #killAtExit = () => this.#signal('SIGKILL');
  #errors = '';
  #closed = false;
  #gone = false;

  constructor(command: readonly string[], listener: ChildListener) {
    this.#command = command;
    this.#listener = listener;
    const [program = '', ...args] = command;
    const guard = new GroupGuard();
    const child = spawn(program, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    if (child.pid !== undefined) guard.watch(child.pid);
    this.#process = child;
    process.on('exit', this.#killAtExit);
    child.stdout.on('data', (chunk: Uint8Array) => {
      if (!this.#closed) listener.bytes(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-tailBytes);
    });
    this.#exited = new Promise((resolve) => {
      child.on('error', (cause: NodeJS.ErrnoException) => {
        if (child.pid !== undefined) return;
        guard.dismiss();
        process.off('exit', this.#killAtExit);
        this.#over(notStarted(program, cause));
        resolve();
      });
      child.on('exit', (status, signal) => {
        // Its own children would hold the device and our pipe.
        this.#signal('SIGKILL');
        guard.dismiss();
        this.#gone = true;
        process.off('exit', this.#killAtExit);
        resolve();
        const tell = () => this.#over(this.#ended(status, signal));
        const timer = setTimeout(tell, rest);
        child.on('close', () => {
          clearTimeout(timer);
          tell();
        });
      });
    });
  }

  /** Ends the child and its group: SIGTERM first, SIGKILL later. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#signal('SIGTERM');
    // A stopped process handles SIGTERM only after SIGCONT.
    this.#signal('SIGCONT');
    const kill = setTimeout(() => this.#signal('SIGKILL'), grace);
    // Even SIGKILL waits for a hanging driver.
    await within(longest, this.#exited, systemClock());
    clearTimeout(kill);
    this.#process.unref();
    this.#process.stdout?.destroy();
    this.#process.stderr?.destroy();
  }

  #over(fault: HardwareFault): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener.gone(fault);
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#process;
    if (pid === undefined || this.#gone) return;
    try {
      process.kill(-pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  #ended(status: number | null, signal: NodeJS.Signals | null): HardwareFault {
    const tail = redact(this.#errors).trim();
    const last = tail.split('\n').at(-1) ?? '';
    const how = signal === null ? `ended with status ${status}` : `was killed by ${signal}`;
    return new HardwareFault('camera.lost', `${this.#command[0]} ${how}${last === '' ? '' : `: ${last}`}`, {
      remedy: 'Run the command in `camera.command` by hand and read its output. It is restarted automatically.',
      context: { program: this.#command[0], status, signal, stderr: tail },
      transient: true,
    });
  }
}

function notStarted(program: string, cause: NodeJS.ErrnoException): HardwareFault {
  const missing = cause.code === 'ENOENT';
  return new HardwareFault(
    missing ? 'camera.command-missing' : 'camera.command-failed',
    `${program} ${missing ? 'is not installed' : `cannot be started: ${cause.message}`}`,
    { remedy: `Install ${program}, or correct \`camera.command\`.`, context: { program }, cause, transient: true },
  );
}
