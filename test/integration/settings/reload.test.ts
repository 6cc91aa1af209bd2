import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askDaemon } from '../../../src/control/http/control-client.js';
import { TestTerminal } from '../../support/terminal.js';

/** The built daemon without models: its door and its configuration live all the same. */
describe('the configuration of a running daemon', () => {
  const terminal = new TestTerminal();
  Object.assign(terminal.env, { OSTIARY_SHARED: terminal.folder });
  const socket = join(terminal.folder, 'control.sock');
  const good = readFileSync(terminal.config, 'utf8');
  const lastGood = join(terminal.folder, '.terminal.yaml.last-good');
  const patience = { timeout: 60_000, interval: 100 };
  const status = () => askDaemon(socket, '/status').catch(() => '');
  const releaseMs = async () =>
    (JSON.parse(await askDaemon(socket, '/door/release', 'POST')) as { releaseMs: number }).releaseMs;
  let daemon: ReturnType<typeof terminal.daemon>;

  beforeAll(async () => {
    await terminal.ostiary('key', 'create');
    daemon = terminal.daemon();
  });
  afterAll(() => {
    daemon.child.kill('SIGKILL');
    terminal.remove();
  });

  /** As editors do it: a new file in the place of the old one. */
  function write(text: string): void {
    writeFileSync(`${terminal.config}.tmp`, text);
    renameSync(`${terminal.config}.tmp`, terminal.config);
  }

  it('is kept once it is good', async () => {
    await expect.poll(status, patience).toContain('"config","level":"ok"');
    await expect.poll(() => existsSync(lastGood), patience).toBe(true);
    expect(readFileSync(lastGood, 'utf8')).toBe(good);
    expect(await releaseMs()).toBe(1000);
  }, 120_000);

  it('follows the file without dropping the door', async () => {
    const pid = JSON.parse(await status()).pid;
    expect(await releaseMs()).toBe(1000);
    write(good.replace('release: 1s', 'release: 2s'));
    await expect.poll(releaseMs, patience).toBe(2000);
    // The same process, and the release of before the change goes on.
    expect(JSON.parse(await status())).toMatchObject({ pid, door: { released: true } });
    await expect.poll(() => readFileSync(lastGood, 'utf8'), patience).toContain('release: 2s');
  }, 120_000);

  it('says what waits for a restart, and what the file would change', async () => {
    write(good.replace('release: 1s', 'release: 2s').replace('contact: {}', 'contact: {}, lock: failSafe'));
    await expect.poll(status, patience).toContain('restart the daemon to apply door.lock');
    write(good.replace('release: 1s', 'release: 2s'));
    await expect.poll(status, patience).toContain('"config","level":"ok"');
    const diff = await terminal.ostiary('config', 'diff');
    expect(diff.stdout).toBe('no differences\n');
    const set = await terminal.ostiary('config', 'set', 'door.lock', 'failSafe');
    expect(set.stdout).toBe('door.lock: failSecure → failSafe   (needs a restart: systemctl restart ostiary)\n');
  }, 120_000);

  it('stays the last good one when the file is at fault, on SIGHUP too, and is told', async () => {
    write(good.replace('release: 1s', 'release: 50s'));
    daemon.child.kill('SIGHUP');
    await expect.poll(status, patience).toContain('door.release: 50s is outside 1s..30s');
    expect(await releaseMs()).toBe(2000);
    const refused = await terminal.ostiary('config', 'set', 'door.heldOpenAfter', '1s');
    expect(refused.status).toBe(78);
    expect(readFileSync(terminal.config, 'utf8')).toContain('50s');
  }, 120_000);

  it('starts with the last good one, and ends with 78 only where there is none', async () => {
    daemon.child.kill('SIGTERM');
    expect(await daemon.exited).toBe(0);
    daemon = terminal.daemon();
    await expect.poll(status, patience).toContain('the last valid one is in use');
    expect(await releaseMs()).toBe(2000);
    const mended = await terminal.ostiary('config', 'set', 'door.release', '3s');
    expect(mended.stdout).toContain('mended');
    await expect.poll(releaseMs, patience).toBe(3000);
    daemon.child.kill('SIGTERM');
    await daemon.exited;
    const kinds = (await terminal.ostiary('audit', 'export')).stdout;
    expect(kinds).toContain('"kind":"config.refused"');

    rmSync(lastGood);
    write('door: { release: 50s }\n');
    daemon = terminal.daemon();
    expect(await daemon.exited).toBe(78);
  }, 240_000);
});
