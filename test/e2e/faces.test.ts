import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Decision } from '../../src/access/domain/policy.js';
import { type Daemon, startDaemon } from '../../src/compose/daemon.js';
import { loadConfig } from '../../src/settings/load/load.js';
import { needs } from '../support/needs.js';
import { root } from '../support/places.js';
import { silentLog } from '../support/silent-log.js';
import { actor, TestTerminal, until } from '../support/terminal.js';

const [guest, other, stranger] = [await actor('Finn'), await actor('Gwen'), await actor('Hugo')];

needs('models').describe(`from a picture to an open door`, () => {
  const terminal = new TestTerminal();
  const decisions: Decision[] = [];
  let daemon: Daemon | undefined;

  beforeAll(async () => {
    await terminal.walks([guest.walkWith, stranger.walkWith]);
  });
  afterAll(async () => {
    await daemon?.close();
    terminal.remove();
  });

  it('says what is missing, where, and what to do', async () => {
    const missing = await terminal.ostiary('enroll', 'a', '--photo', ...guest.enrolWith);
    expect(missing.status).toBe(74);
    expect(missing.stderr).toMatch(/gallery\.key[\s\S]*code: +key\.missing[\s\S]*remedy:/);
    expect((await terminal.ostiary('key', 'create')).status).toBe(0);
    expect((await terminal.ostiary('key', 'create')).status).toBe(74);
  });

  it('enrols from pictures, and refuses what it must', async () => {
    const enrol = (id: string, pictures: readonly string[], ...words: string[]) =>
      terminal.ostiary('enroll', id, '--photo', ...pictures, ...words);
    const done = await enrol('guest', guest.enrolWith, '--name', 'A Guest');
    expect(done.stderr).toBe('');
    expect(done.stdout).toMatch(/guest: enrolled with \d templates?/);
    expect((await enrol('guest', guest.enrolWith)).stderr).toContain('enroll.id-in-use');
    expect((await enrol('guest', guest.enrolWith, '--replace')).status).toBe(0);
    expect((await enrol('guest2', guest.enrolWith)).stderr).toContain('enroll.already-enrolled');
    expect((await enrol('mixed', [...other.enrolWith, ...stranger.enrolWith])).stderr).toContain(
      'enroll.different-people',
    );
    expect((await enrol('text', [terminal.config])).stderr).toContain('enroll.no-usable-picture');
    expect((await enrol('none', ['/nowhere.jpg'])).stderr).toContain('enroll.picture-missing');
    expect((await terminal.ostiary('gallery', 'list')).stdout).toMatch(/^guest +A Guest +always\n$/);
    expect((await terminal.ostiary('gallery', 'verify')).status).toBe(0);
  });

  it('opens for the enrolled person and for nobody else', async () => {
    const config = loadConfig(terminal.config, { env: terminal.env, packageRoot: root });
    const nothing = () => undefined;
    daemon = await startDaemon(config, {
      log: silentLog,
      announcers: () => [
        { arrived: nothing, pending: nothing, left: nothing, decided: (_, decision) => decisions.push(decision) },
      ],
    });
    await until(() => decisions.length >= 4, 60_000);
    const grants = decisions.filter((d) => d.kind === 'granted');
    const denials = decisions.filter((d) => d.kind === 'denied');
    expect(grants.length).toBeGreaterThan(0);
    expect(denials.length).toBeGreaterThan(0);
    expect(grants.every((d) => d.person === 'guest')).toBe(true);
    expect(denials.every((d) => d.reason === 'unknown')).toBe(true);
    expect(JSON.parse((await terminal.ostiary('status', '--json')).stdout)).toMatchObject({ health: 'ok' });
  });

  it('forgets whom it is told to forget, while it runs', async () => {
    expect((await terminal.ostiary('gallery', 'remove', 'guest')).status).toBe(0);
    await until(
      () =>
        daemon
          ?.status()
          .reports.find((r) => r.part === 'gallery')
          ?.detail.startsWith('0 people') ?? false,
    );
    const before = decisions.length;
    await until(() => decisions.length >= before + 3, 60_000);
    expect(decisions.slice(before + 1).every((d) => d.kind === 'denied')).toBe(true);
  });

  it('has written down all of it, and no name', async () => {
    await daemon?.close();
    expect((await terminal.ostiary('audit', 'verify')).stdout).toMatch(/^ok: \d+ events/);
    const exported = (await terminal.ostiary('audit', 'export')).stdout;
    const kinds = exported
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).kind);
    for (const kind of [
      'gallery.enrolled',
      'gallery.replaced',
      'gallery.removed',
      'terminal.started',
      'access.granted',
      'access.denied',
      'door.released',
      'door.secured',
      'terminal.stopped',
    ]) {
      expect(kinds).toContain(kind);
    }
    expect(exported).not.toContain('A Guest');
  });
});
