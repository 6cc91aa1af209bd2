import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { askDaemon } from '../../../src/control/http/control-client.js';
import { root } from '../../support/places.js';
import { TestTerminal } from '../../support/terminal.js';

let terminal: TestTerminal;
const patience = { timeout: 20_000, interval: 50 };
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
  terminal.remove();
});

/** The built daemon without models or camera: the door, the store and the status live all the same. */
async function daemon(...words: string[]) {
  terminal = new TestTerminal();
  await terminal.ostiary('key', 'create');
  const child = spawn(process.execPath, [join(root, 'dist/main.js'), '-c', terminal.config, ...words], {
    env: { ...terminal.env, OSTIARY_SHARED: terminal.folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  ends.push(() => child.kill('SIGKILL'));
  const status = () => askDaemon(join(terminal.folder, 'control.sock'), '/status').catch(() => '');
  await expect.poll(status, patience).toContain('"version"');
  return { child, exited: once(child, 'exit'), status };
}

describe('the daemon', () => {
  it('stops cleanly, and has written down its configuration and its stop', async () => {
    const { child, exited, status } = await daemon();
    await expect.poll(status, patience).toContain('"store","level":"ok"');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    const exported = (await terminal.ostiary('audit', 'export')).stdout.trim().split('\n');
    const events = exported.map((line) => JSON.parse(line) as { kind: string; facts: object });
    expect(events.map((event) => event.kind)).toEqual(
      expect.arrayContaining(['terminal.started', 'config.loaded', 'terminal.stopped']),
    );
    const loaded = events.find((event) => event.kind === 'config.loaded');
    expect(loaded?.facts).toEqual({ digest: expect.stringMatching(/^[0-9a-f]{16}$/) });
  }, 60_000);

  it('secures a released door at its stop, and stores that before the stop itself', async () => {
    const { child, exited, status } = await daemon();
    await expect.poll(status, patience).toContain('"store","level":"ok"');
    await askDaemon(join(terminal.folder, 'control.sock'), '/door/release', 'POST');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    const exported = (await terminal.ostiary('audit', 'export')).stdout.trim().split('\n');
    const events = exported.map((line) => JSON.parse(line) as { kind: string; facts: object });
    expect(events.slice(-3)).toMatchObject([
      { kind: 'door.released', facts: { cause: 'technician' } },
      { kind: 'door.secured', facts: { reason: 'stopped' } },
      { kind: 'terminal.stopped' },
    ]);
  }, 60_000);

  it('outlives a screen and a log that go away', async () => {
    const { child, exited, status } = await daemon('--console', '--log-level', 'debug');
    child.stdout.destroy();
    child.stderr.destroy();
    await new Promise((done) => setTimeout(done, 2500));
    expect(await status()).toContain('"version"');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  }, 60_000);

  it('stops on a signal that comes while it starts', async () => {
    terminal = new TestTerminal();
    const child = spawn(process.execPath, [join(root, 'dist/main.js'), '-c', terminal.config], {
      env: { ...terminal.env, OSTIARY_SHARED: terminal.folder },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    ends.push(() => child.kill('SIGKILL'));
    // No key: the storage does not open. The first line is logged before the status is served.
    await once(child.stderr, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  }, 60_000);
});
