import { fork } from 'node:child_process';
import type { Millis } from '../../base/units.js';
import type { ProbeReply, ProbeRequest } from './probe-protocol.js';

/** How a throw-away process ended that did not answer. */
export interface NoAnswer {
  readonly kind: 'noAnswer';
  /** For a person: `killed by SIGSEGV`, `no answer within 20000 ms`. */
  readonly how: string;
  readonly timedOut: boolean;
  /** End of what it wrote to stderr. */
  readonly stderr: string;
}

export interface ThrowAwayOptions {
  readonly within: Millis;
  /** Compiled `probe-child.js`; absent means the one beside this file. */
  readonly entry?: URL;
}

const keptStderr = 2000;

/** Asks a fresh process; whatever native code does to it, this process lives on. Never rejects. */
export function askThrowAway(
  request: ProbeRequest,
  { within, entry }: ThrowAwayOptions,
): Promise<ProbeReply | NoAnswer> {
  return new Promise((resolve) => {
    const child = fork(entry ?? new URL('./probe-child.js', import.meta.url), {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let reply: ProbeReply | undefined;
    let timedOut = false;
    let fault: Error | undefined;
    let stderr = '';
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, within);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-keptStderr);
    });
    child.on('message', (message: ProbeReply) => {
      reply = message;
    });
    child.on('error', (error) => {
      fault = error;
      if (child.pid === undefined) end(null, null);
    });
    const end = (code: number | null, signal: NodeJS.Signals | null): void => {
      clearTimeout(timer);
      const how = timedOut
        ? `no answer within ${within} ms`
        : (fault?.message ?? (signal === null ? `ended with status ${code}` : `killed by ${signal}`));
      resolve(reply ?? { kind: 'noAnswer', how, timedOut, stderr: stderr.trim() });
    };
    child.on('close', end);
    // It may die while it is being written to: the exit tells more than the broken pipe.
    child.send(request, () => {});
  });
}
