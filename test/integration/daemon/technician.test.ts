import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askDaemon } from '../../../src/control/http/control-client.js';
import { needs } from '../../support/needs.js';
import { actor, TestTerminal } from '../../support/terminal.js';

/** The built daemon and command line as two processes, as a technician uses them. */

const me = process.getuid?.();

interface Event {
  readonly kind: string;
  readonly facts: Record<string, unknown>;
}

async function events(terminal: TestTerminal): Promise<readonly Event[]> {
  const { stdout } = await terminal.ostiary('audit', 'export');
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);
}

async function started(terminal: TestTerminal, part: RegExp) {
  expect((await terminal.ostiary('key', 'create')).status).toBe(0);
  const daemon = terminal.daemon();
  const status = () => askDaemon(join(terminal.folder, 'control.sock'), '/status').catch(() => '');
  await expect.poll(status, { timeout: 40_000, interval: 100 }).toMatch(part);
  return daemon;
}

describe('the door of a running daemon', () => {
  let terminal: TestTerminal;
  let daemon: Awaited<ReturnType<typeof started>>;
  beforeEach(async () => {
    terminal = new TestTerminal();
    // Without models: the door does not wait for vision.
    Object.assign(terminal.env, { OSTIARY_SHARED: terminal.folder });
    daemon = await started(terminal, /"store","level":"ok"/);
  });
  afterEach(() => {
    daemon.child.kill('SIGKILL');
    terminal.remove();
  });

  it('is released and tested from the command line, and the audit says by whom', async () => {
    const release = await terminal.ostiary('door', 'release');
    expect(release).toMatchObject({ status: 0, stdout: expect.stringMatching(/^released for 1 s/) });
    const test = await terminal.ostiary('door', 'test-relay');
    expect(test.stderr).toBe('');
    expect(test.stdout).toMatch(/relay driven after [\d.]+ ms.*\nsecured after 1\.\d s of 1 s/);
    const causes = (await events(terminal)).filter(({ kind }) => kind === 'door.released').map(({ facts }) => facts);
    expect(causes).toEqual([
      { cause: 'technician', purpose: 'release', user: me },
      { cause: 'technician', purpose: 'relayTest', user: me },
    ]);
  }, 60_000);

  it('is watched, change by change', async () => {
    const watching = terminal.ostiary('door', 'watch', '--json');
    await expect.poll(async () => (await terminal.ostiary('door', 'release')).status, { timeout: 20_000 }).toBe(0);
    await new Promise((done) => setTimeout(done, 1500));
    daemon.child.kill('SIGKILL');
    const { stdout, status } = await watching;
    const seen = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { released: boolean }).released);
    expect(seen.join()).toMatch(/true,false$/);
    // The daemon was killed: whoever watches is told so.
    expect(status).toBe(69);
  }, 60_000);

  it('has no preview while there is no vision, and says what to do', async () => {
    const { status, stderr } = await terminal.ostiary('camera', 'snapshot', join(terminal.folder, 'a.jpg'));
    expect(status).toBe(69);
    expect(stderr).toContain('remedy:');
  }, 60_000);
});

it('says that there is no daemon', async () => {
  const terminal = new TestTerminal();
  const { status, stderr } = await terminal.ostiary('door', 'release');
  expect(status).toBe(69);
  expect(stderr).toContain('control.no-daemon');
  terminal.remove();
});

needs('models').describe(`the camera of a running daemon`, () => {
  const terminal = new TestTerminal();
  let daemon: Awaited<ReturnType<typeof started>> | undefined;
  afterAll(() => {
    daemon?.child.kill('SIGKILL');
    terminal.remove();
  });

  it('gives a small picture to whoever asks for one, and writes down that somebody looked', async () => {
    await terminal.walks([(await actor('Finn')).walkWith]);
    daemon = await started(terminal, /"camera","level":"ok"/);
    const file = join(mkdtempSync(join(tmpdir(), 'ostiary-snapshot-')), 'look.jpg');
    const { stdout, stderr, status } = await terminal.ostiary('camera', 'snapshot', file);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(/640x480, brightness \d+ of 255, sharpness \d+, faces: /);
    const { width, format } = await sharp(readFileSync(file)).metadata();
    expect([format, width]).toEqual(['jpeg', 320]);
    expect(statSync(file).mode & 0o077).toBe(0);
    await terminal.ostiary('camera', 'snapshot', file);
    await expect
      .poll(async () => (await events(terminal)).filter(({ kind }) => kind === 'camera.viewed').map((e) => e.facts), {
        timeout: 10_000,
        interval: 300,
      })
      .toEqual([{ user: me }]);
    // Neither the log nor anything else that the daemon writes holds the picture.
    expect(daemon.lines.join('\n')).not.toMatch(/[A-Za-z0-9+/]{200}/);
  }, 60_000);
});
