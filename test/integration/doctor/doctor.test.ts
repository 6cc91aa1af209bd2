import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { auditEvent } from '../../../src/audit/ports/audit-event.js';
import { SqliteGalleryStore } from '../../../src/gallery/sqlite/gallery-store.js';
import { bootId } from '../../../src/platform/boot-id.js';
import { readKeyFile } from '../../../src/platform/key-file.js';
import { systemClock } from '../../../src/platform/system-clock.js';
import { Mosquitto } from '../../support/mosquitto.js';
import { needs } from '../../support/needs.js';
import { Site } from '../../support/site.js';
import { TestTerminal } from '../../support/terminal.js';
import { terminalAt } from '../../support/uplink-terminal.js';

// These models lie outside the project: without OSTIARY_SHARED, whatever a checkout has beside it, they are missing.
const terminal = new TestTerminal('', {
  detector: resolve('models/public-yunet-s'),
  embedder: resolve('models/public-mbf'),
});
afterAll(() => terminal.remove());

interface Report {
  readonly ok: boolean;
  readonly checks: readonly { readonly check: string; readonly findings: readonly { level: string; seen: string }[] }[];
}

it('looks at everything, and packs it without people and secrets', async () => {
  Object.assign(terminal.env, { OSTIARY_SHARED: terminal.folder });
  await terminal.ostiary('key', 'create');
  const key = join(terminal.folder, 'gallery.key');
  const gallery = new SqliteGalleryStore({
    path: terminal.database,
    key: readKeyFile({ path: key, credential: false }),
    bootId,
  });
  const space = { id: 'test-space', dimension: 4 };
  const event = auditEvent(systemClock(), 'gallery.enrolled', { person: 'lovelace-ada', templates: 1 });
  const person = { id: 'lovelace-ada', name: 'Ada Lovelace', enabled: true };
  gallery.put(person, [{ space, values: Float32Array.of(0.5, 0.5, 0.5, 0.5) }], event);
  gallery.close();

  const archive = join(mkdtempSync(join(tmpdir(), 'ostiary-support-test-')), 'support.tar.gz');
  const { stdout, status } = await terminal.ostiary('doctor', '--json', '--support', archive);
  const report = JSON.parse(stdout) as Report;
  const of = (check: string) => report.checks.find((known) => known.check === check)?.findings ?? [];
  expect(report.checks.map(({ check }) => check)).toEqual([
    'config',
    'daemon',
    'permissions',
    'keys',
    'store',
    'clock',
    'disk',
    'gpio',
    'model',
    'camera',
    'liveness',
    'broker',
    'power',
    'temperature',
  ]);
  expect(of('store').map(({ seen }) => seen)).toEqual([
    expect.stringContaining('is intact: 1 people, 1 templates'),
    expect.stringContaining('the audit chain is intact: 1 events'),
  ]);
  expect(of('keys')[0]?.level).toBe('ok');
  expect(of('broker')[0]?.seen).toContain('no broker configured');
  expect(of('disk')[1]?.seen).toMatch(/a durable write takes [\d.]+ ms/);
  // There are no models in this OSTIARY_SHARED: two checks fail, the others go on.
  expect(of('model')[0]).toMatchObject({ level: 'fail' });
  expect([report.ok, status]).toEqual([false, 69]);

  const names = execFileSync('tar', ['-tzf', archive], { encoding: 'utf8' });
  for (const name of ['doctor.json', 'machine.json', 'config.json', 'audit.jsonl', 'journal.txt'])
    expect(names).toContain(name);
  const packed = execFileSync('tar', ['-xzOf', archive], { encoding: 'utf8', maxBuffer: 64e6 });
  expect(packed).toContain('gallery.enrolled');
  for (const secret of ['lovelace', 'Lovelace', readFileSync(key, 'utf8').trim()]) expect(packed).not.toContain(secret);
}, 120_000);

needs('mosquitto').it(`goes the way to the broker`, { timeout: 120_000 }, async () => {
  const broker = await Mosquitto.start();
  const other = await terminalAt(broker, '  groups: [{ name: lobby, keyFile: lobby.key }]');
  new Site().provision(other.folder);
  chmodSync(join(other.folder, 'lobby.key'), 0o644);
  Object.assign(other.env, { OSTIARY_SHARED: other.folder });
  const { stdout } = await other.ostiary('doctor');
  expect(stdout).toMatch(/\nok +keys +gallery key: \S+, mode 600\n/);
  expect(stdout).toMatch(/\nfail +key of @lobby: key.permissions: .*\n +→ Run: chmod 600/);
  expect(stdout).toMatch(/\nok +root key: /);
  expect(stdout).toMatch(/\nok +broker +mqtt:\/\/localhost:\d+ resolves to /);
  expect(stdout).toMatch(/\nok +a test message came back after /);
  other.remove();
  await broker.remove();
});

it('looks at the machine even when the configuration is broken', async () => {
  Object.assign(terminal.env, { OSTIARY_DOOR__RELEASE: '50s' });
  const { stdout, status } = await terminal.ostiary('doctor');
  expect(stdout).toMatch(/^fail +config +config.invalid: OSTIARY_DOOR__RELEASE door.release: 50s is outside/);
  expect(stdout).toMatch(/\n(ok|warn|fail) +temperature/);
  expect(status).toBe(69);
});
