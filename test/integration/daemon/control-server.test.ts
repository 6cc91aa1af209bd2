import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { askDaemon, serveControl } from '../../../src/adapters/web/control-server.js';

const folder = mkdtempSync(join(tmpdir(), 'ostiary-control-'));
const socketPath = join(folder, 'control.sock');
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  rmSync(folder, { recursive: true, force: true });
});

it('answers 500 when the status cannot be told, and goes on', async () => {
  let broken = true;
  const status = () => {
    if (broken) throw new Error('a part is gone');
    return { health: 'ok' };
  };
  closers.push(await serveControl(socketPath, { status, metrics: async () => '', onFault: () => undefined }));
  const code = await new Promise((done) =>
    request({ socketPath, path: '/status' }, (res) => done(res.resume().statusCode)).end(),
  );
  expect(code).toBe(500);
  broken = false;
  expect(JSON.parse(await askDaemon(socketPath, '/status'))).toEqual({ health: 'ok' });
});
