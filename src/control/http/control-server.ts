import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import { CommandRejected, HardwareFault, TerminalError } from '../../base/errors.js';
import type { Route } from '../ports/route.js';
import { askDaemon } from './control-client.js';
import { peerOf } from './peer.js';

/** Called on errors of a listening server, which keeps running. */
type OnFault = (fault: Error) => void;

/** A reader with this much unread data is disconnected. */
const mostWaiting = 256 * 1024;

/**
 * Serves on a Unix socket of mode 0660, for the daemon's user, its group and root. Everyone with access can release the door.
 * @throws HardwareFault `control.unavailable`
 */
export async function serveLocally(
  socket: string,
  routes: readonly Route[],
  onFault: OnFault,
): Promise<() => Promise<void>> {
  try {
    mkdirSync(dirname(socket), { recursive: true });
    if (await answering(socket)) throw new Error('another daemon is using it');
    rmSync(socket, { force: true });
    const close = await listenPrivately(serve(routes), socket, onFault);
    chmodSync(socket, 0o660);
    return close;
  } catch (cause) {
    throw unavailable(socket, 'socket', cause);
  }
}

/** Serves on a TCP port, to anyone who can reach it: only for public information. @throws HardwareFault `control.unavailable` */
export async function serveMetrics(
  host: string,
  port: number,
  routes: readonly Route[],
  onFault: OnFault,
): Promise<() => Promise<void>> {
  try {
    return await listen(serve(routes), { host, port }, onFault);
  } catch (cause) {
    throw unavailable(`${host}:${port}`, 'port', cause);
  }
}

function serve(routes: readonly Route[]): Server {
  return createServer((req, res) => {
    const [path, query] = (req.url ?? '').split('?');
    const route = routes.find((known) => known.path === path && known.method === req.method);
    if (route === undefined) {
      const known = routes.map(({ method, path }) => `${method} ${path}`).join(', ');
      return reply(res, 404, 'text/plain', `try ${known}\n`);
    }
    answer(route, req, new URLSearchParams(query), res).catch((error: unknown) => refuse(res, error));
  });
}

/** Rejects but never throws: a part that cannot report its state must not end the daemon. */
async function answer(route: Route, req: IncomingMessage, query: URLSearchParams, res: ServerResponse): Promise<void> {
  const answered = await route.answer({ peer: peerOf(req.socket), query });
  if ('body' in answered) return reply(res, 200, answered.type, answered.body);
  res.writeHead(200, { 'content-type': answered.type }).flushHeaders();
  const stop = answered.follow((line) => {
    if (res.writableLength > mostWaiting) res.destroy();
    else res.write(`${line}\n`);
  });
  res.on('close', stop);
}

function refuse(res: ServerResponse, error: unknown): void {
  if (error instanceof TerminalError) {
    const { code, message, remedy } = error;
    const status = error instanceof CommandRejected ? 409 : 503;
    reply(res, status, 'application/json', JSON.stringify({ code, message, remedy }));
  } else reply(res, 500, 'text/plain', `${String(error)}\n`);
}

function reply(res: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  res.writeHead(status, { 'content-type': type }).end(body);
}

/** Creates the socket with its final mode, so that others can never use it to open the door. */
function listenPrivately(server: Server, path: string, onFault: OnFault): Promise<() => Promise<void>> {
  const before = process.umask(0o117);
  try {
    return listen(server, { path }, onFault);
  } finally {
    process.umask(before);
  }
}

function listen(
  server: Server,
  where: { path: string } | { host: string; port: number },
  onFault: OnFault,
): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      // Such as running out of descriptors: without a listener, that would be an uncaught exception.
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
    (error: unknown) => !(error instanceof TerminalError && error.code === 'control.no-daemon'),
  );
}

function unavailable(where: string, kind: 'socket' | 'port', cause: unknown): HardwareFault {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new HardwareFault('control.unavailable', `cannot listen on ${where}: ${why}`, {
    remedy:
      kind === 'port'
        ? 'Stop the program that uses this port, or set observability.metricsPort to a free one (0 turns metrics off).'
        : 'Stop the other daemon, or set observability.controlSocket to a path in a folder that the daemon may write to.',
    cause,
  });
}
