import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { CommandRejected, HardwareFault } from '../../../src/base/errors.js';
import { askDaemon, followDaemon } from '../../../src/control/http/control-client.js';
import { serveLocally, serveMetrics } from '../../../src/control/http/control-server.js';
import { type Asked, json, type Reply, type Route } from '../../../src/control/ports/route.js';

const folder = mkdtempSync(join(tmpdir(), 'ostiary-control-'));
const socket = join(folder, 'control.sock');
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function serve(answer: (asked: Asked) => Reply | Promise<Reply>, method: Route['method'] = 'GET') {
  const status: Route = { method: 'GET', path: '/status', answer: () => json({}) };
  closers.push(await serveLocally(socket, [status, { method, path: '/asked', answer }], () => undefined));
}

it('answers 500 when a part cannot tell its state, and goes on', async () => {
  let broken = true;
  await serve(() => {
    if (broken) throw new Error('a part is gone');
    return json({ health: 'ok' });
  });
  await expect(askDaemon(socket, '/asked')).rejects.toMatchObject({ code: 'control.failed' });
  broken = false;
  expect(JSON.parse(await askDaemon(socket, '/asked'))).toEqual({ health: 'ok' });
});

it('passes a refusal on with its code and remedy', async () => {
  await serve(() => {
    throw new CommandRejected('door.lockdown', 'no', { remedy: 'Wait.' });
  });
  const refusal = await askDaemon(socket, '/asked').catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(CommandRejected);
  expect(refusal).toMatchObject({ code: 'door.lockdown', remedy: 'Wait.' });
});

it('knows who asks, lets only the owner and the group ask, and takes no GET for a POST', async () => {
  await serve(({ peer }) => json(peer), 'POST');
  expect(JSON.parse(await askDaemon(socket, '/asked', 'POST'))).toEqual({
    pid: process.pid,
    uid: process.getuid?.(),
  });
  expect(statSync(socket).mode & 0o777).toBe(0o660);
  await expect(askDaemon(socket, '/asked')).rejects.toThrow('404');
});

it('tells nothing of a peer on TCP', async () => {
  const route: Route = { method: 'GET', path: '/metrics', answer: ({ peer }) => json(peer ?? null) };
  closers.push(await serveMetrics('127.0.0.1', 39_464, [route], () => undefined));
  expect(await (await fetch('http://127.0.0.1:39464/metrics')).json()).toBeNull();
});

it('writes lines until the reader goes, and says so when the daemon does', async () => {
  let write = (_: string): void => undefined;
  let stopped = 0;
  await serve(() => ({
    type: 'application/x-ndjson',
    follow: (to) => {
      write = to;
      to('first');
      return () => stopped++;
    },
  }));
  const reader = new AbortController();
  const lines = followDaemon(socket, '/asked', reader.signal);
  expect(await lines.next()).toEqual({ done: false, value: 'first' });
  write('second');
  expect(await lines.next()).toEqual({ done: false, value: 'second' });
  reader.abort();
  expect(await lines.next()).toEqual({ done: true, value: undefined });
  await expect.poll(() => stopped).toBe(1);

  const other = followDaemon(socket, '/asked', new AbortController().signal);
  await other.next();
  const ended = other.next();
  await closers.pop()?.();
  await expect(ended).rejects.toMatchObject({ code: 'control.ended' });
});

it('cuts off a reader that does not read', async () => {
  let stopped = false;
  await serve(() => ({
    type: 'application/x-ndjson',
    follow: (write) => {
      const timer = setInterval(() => write('x'.repeat(200_000)), 5);
      return () => {
        stopped = true;
        clearInterval(timer);
      };
    },
  }));
  const lines = followDaemon(socket, '/asked', new AbortController().signal);
  await lines.next();
  await expect.poll(() => stopped, { timeout: 5000 }).toBe(true);
});

it('refuses a socket that another daemon answers on, and says where none does', async () => {
  await serve(() => json({}));
  await expect(serveLocally(socket, [], () => undefined)).rejects.toBeInstanceOf(HardwareFault);
  await expect(askDaemon(join(folder, 'none.sock'), '/status')).rejects.toMatchObject({ code: 'control.no-daemon' });
});
