import { fork } from 'node:child_process';
import type { Millis } from '../../base/units.js';
import type { ProbeReply, ProbeRequest } from './probe-protocol.js';

/** How a probe process ended that did not reply. */
export interface NoAnswer {
  readonly kind: 'noAnswer';
  /** In words: `killed by SIGSEGV`, `no answer within 20000 ms`. */
  readonly how: string;
  readonly timedOut: boolean;
  /** End of its stderr. */
  readonly stderr: string;
}

export interface ThrowAwayOptions {
  readonly within: Millis;
  /** Compiled `probe-child.js`; absent means the one beside this file. */
  readonly entry?: URL;
}

const keptStderr = 2000;

/** Runs a request in a new process, so that a crash in native code cannot affect this one. Never rejects. */
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
    // It may die during the write: its exit says more than the broken pipe.
    child.send(request, () => {});
  });
}
