import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, request, type Server, type ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import { HardwareFault } from '../../domain/errors.js';

/** Read-only answers about a running daemon: `GET /status` (JSON) and `GET /metrics` (Prometheus text). */
export interface ControlAnswers {
  readonly status: () => unknown;
  readonly metrics: () => Promise<string>;
  /** Told of a server that fails while it listens; it goes on. */
  readonly onFault: (fault: Error) => void;
}

function serve(answers: ControlAnswers, paths: readonly string[]): Server {
  return createServer((req, res) => {
    const path = (req.url ?? '').split('?')[0] ?? '';
    if (req.method !== 'GET' || !paths.includes(path))
      return reply(res, 404, 'text/plain', `try GET ${paths.join(' or ')}\n`);
    answer(path, answers).then(
      ({ type, body }) => reply(res, 200, type, body),
      (error: unknown) => reply(res, 500, 'text/plain', `${String(error)}\n`),
    );
  });
}

/** Rejects, and never throws: a part that cannot tell its state must not end the daemon. */
async function answer(
  path: string,
  answers: ControlAnswers,
): Promise<{ readonly type: string; readonly body: string }> {
  if (path === '/status') return { type: 'application/json', body: `${JSON.stringify(answers.status())}\n` };
  return { type: 'text/plain; version=0.0.4', body: await answers.metrics() };
}

function reply(res: ServerResponse, status: number, type: string, body: string): void {
  res.writeHead(status, { 'content-type': type }).end(body);
}

/** Serves on a Unix socket that only the owner and the group may use. @throws HardwareFault `control.unavailable` */
export async function serveControl(socket: string, answers: ControlAnswers): Promise<() => Promise<void>> {
  try {
    mkdirSync(dirname(socket), { recursive: true });
    if (await answering(socket)) throw new Error('another daemon answers there');
    rmSync(socket, { force: true });
    const close = await listen(serve(answers, ['/status', '/metrics']), { path: socket }, answers.onFault);
    chmodSync(socket, 0o660);
    return close;
  } catch (cause) {
    throw unavailable(socket, 'observability.controlSocket', cause);
  }
}

/** Serves Prometheus metrics on a TCP port. @throws HardwareFault `control.unavailable` */
export async function serveMetrics(host: string, port: number, answers: ControlAnswers): Promise<() => Promise<void>> {
  try {
    return await listen(serve(answers, ['/metrics']), { host, port }, answers.onFault);
  } catch (cause) {
    throw unavailable(`${host}:${port}`, 'observability.metricsPort', cause);
  }
}

function listen(
  server: Server,
  where: { path: string } | { host: string; port: number },
  onFault: (fault: Error) => void,
): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      // Out of descriptors, for one: without a listener that would be an uncaught exception.
      server.off('error', reject).on('error', onFault);
      resolve(
        () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      );
    });
  });
}

function answering(socket: string): Promise<boolean> {
  return askDaemon(socket, '/status').then(
    () => true,
    () => false,
  );
}

function unavailable(where: string, key: string, cause: unknown): HardwareFault {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new HardwareFault('control.unavailable', `cannot listen on ${where}: ${why}`, {
    remedy: `Stop the other daemon, or set ${key} to something that is free and writable.`,
    cause,
  });
}

/** Asks a running daemon. @throws HardwareFault `control.no-daemon` when nobody answers there. */
export function askDaemon(socket: string, path: '/status' | '/metrics'): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error): void =>
      reject(
        new HardwareFault('control.no-daemon', `no daemon answers on ${socket}: ${cause.message}`, {
          remedy: 'Start the daemon (npm start, or systemctl start ostiary), or name its configuration with --config.',
          transient: true,
        }),
      );
    const req = request({ socketPath: socket, path, timeout: 5000 }, (res) => {
      let body = '';
      res.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      res.on('end', () => resolve(body));
      res.on('error', fail);
    });
    req.on('timeout', () => req.destroy(new Error('timeout')));
    req.on('error', fail).end();
  });
}
