import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, request, type Server, type ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import { HardwareFault } from '../../domain/errors.js';

/** Read-only answers about a running daemon: `GET /status` (JSON) and `GET /metrics` (Prometheus text). */
export interface ControlAnswers {
  readonly status: () => unknown;
  readonly metrics: () => Promise<string>;
}

function serve(answers: ControlAnswers, paths: readonly string[]): Server {
  return createServer((req, res) => {
    const path = (req.url ?? '').split('?')[0] ?? '';
    if (req.method !== 'GET' || !paths.includes(path))
      return reply(res, 404, 'text/plain', `try GET ${paths.join(' or ')}\n`);
    if (path === '/status') return reply(res, 200, 'application/json', `${JSON.stringify(answers.status())}\n`);
    answers.metrics().then(
      (text) => reply(res, 200, 'text/plain; version=0.0.4', text),
      (error: unknown) => reply(res, 500, 'text/plain', `${String(error)}\n`),
    );
  });
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
    const close = await listen(serve(answers, ['/status', '/metrics']), { path: socket });
    chmodSync(socket, 0o660);
    return close;
  } catch (cause) {
    throw unavailable(socket, 'observability.controlSocket', cause);
  }
}

/** Serves Prometheus metrics on a TCP port. @throws HardwareFault `control.unavailable` */
export async function serveMetrics(host: string, port: number, answers: ControlAnswers): Promise<() => Promise<void>> {
  try {
    return await listen(serve(answers, ['/metrics']), { host, port });
  } catch (cause) {
    throw unavailable(`${host}:${port}`, 'observability.metricsPort', cause);
  }
}

function listen(
  server: Server,
  where: { path: string } | { host: string; port: number },
): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
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
