import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { CommandRejected, HardwareFault } from '../../base/errors.js';
import type { Look } from '../ports/answers.js';

const refusal = z.object({ code: z.string(), message: z.string(), remedy: z.string() });

/**
 * Sends a request to the running daemon.
 * @throws HardwareFault `control.no-daemon` if no daemon answers, `control.denied` if this user has no access; otherwise the
 *   daemon's own refusal, as CommandRejected or HardwareFault.
 */
export async function askDaemon(socket: string, path: string, method: 'GET' | 'POST' = 'GET'): Promise<string> {
  return text(await open(socket, path, method));
}

/** The camera's next picture. @throws as `askDaemon` */
export async function askLook(socket: string): Promise<Look> {
  const answer = JSON.parse(await askDaemon(socket, '/camera/preview'));
  return { ...answer, jpeg: Buffer.from(answer.jpeg, 'base64') };
}

/** The lines that the daemon writes, until the signal. @throws as `askDaemon`; `control.ended` if the daemon ends. */
export async function* followDaemon(socket: string, path: string, signal: AbortSignal): AsyncGenerator<string, void> {
  const answer = await open(socket, path, 'GET');
  signal.addEventListener('abort', () => answer.destroy(), { once: true });
  let rest = '';
  try {
    for await (const chunk of answer.setEncoding('utf8')) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch {
    // A socket that breaks is an end like any other.
  }
  if (!signal.aborted) throw ended();
}

function ended(): HardwareFault {
  return new HardwareFault('control.ended', 'the daemon ended, or closed the connection', {
    remedy: 'Check the daemon’s log (journalctl -u ostiary), then try again.',
    transient: true,
  });
}

async function open(socket: string, path: string, method: 'GET' | 'POST'): Promise<IncomingMessage> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException): void => reject(unreachable(socket, cause));
    const req = request({ socketPath: socket, path, method, timeout: 10_000 }, resolve);
    req.on('timeout', () => req.destroy(new Error('timeout')));
    req.on('error', fail).end();
  });
  // Once started, a stream may be silent for a long time.
  answer.socket.setTimeout(0);
  if (answer.statusCode === 200) return answer;
  throw refused(answer.statusCode, await text(answer));
}

function refused(status: number | undefined, body: string): CommandRejected | HardwareFault {
  const { data } = refusal.safeParse(parsed(body));
  if (data === undefined) {
    return new HardwareFault('control.failed', `the daemon answered ${status}: ${body.trim()}`, {
      remedy: 'Restart the daemon if its version differs; otherwise check its log (journalctl -u ostiary).',
    });
  }
  const { code, message, remedy } = data;
  return status === 409 ? new CommandRejected(code, message, { remedy }) : new HardwareFault(code, message, { remedy });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function unreachable(socket: string, cause: NodeJS.ErrnoException): HardwareFault {
  if (cause.code === 'EACCES') {
    return new HardwareFault('control.denied', `this user has no access to the daemon on ${socket}`, {
      remedy:
        'Use sudo, or have an administrator add this user to the daemon’s group. Members of that group can release the door.',
      cause,
    });
  }
  return new HardwareFault('control.no-daemon', `no daemon answers on ${socket}: ${cause.message}`, {
    remedy:
      'Start the daemon (systemctl start ostiary, or npm start for the demo), or give its configuration with --config.',
    transient: true,
    cause,
  });
}
