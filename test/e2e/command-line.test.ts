import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../support/needs.js';
import { root } from '../support/places.js';
import { actor, TestTerminal } from '../support/terminal.js';

describe('the command line', () => {
  const terminal = new TestTerminal('', { detector: 'nowhere', embedder: 'nowhere' });
  beforeAll(async () => {
    expect((await terminal.ostiary('key', 'create')).status).toBe(0);
  });
  afterAll(() => terminal.remove());

  it.each([[[]], [['nobody', '--photo', 'a.jpg', '--camera']], [['a/b', '--photo', 'a.jpg']]])(
    'calls `enroll %j` wrong use',
    async (words) => {
      const { status, stderr } = await terminal.ostiary('enroll', ...words);
      expect(stderr).toContain('enroll.usage');
      expect(status).toBe(64);
    },
  );

  it('makes no database where one should be looked at', async () => {
    for (const word of ['list', 'verify']) {
      const { status, stderr } = await terminal.ostiary('gallery', word);
      expect([status, stderr]).toEqual([74, expect.stringContaining('store.missing')]);
    }
    expect(existsSync(terminal.database)).toBe(false);
  });

  it('tells once, in its own words, why vision failed to start', async () => {
    const { status, stderr } = await terminal.ostiary('enroll', 'nobody', '--photo', terminal.config);
    expect(status).toBe(65);
    expect(stderr).toMatch(
      /^ostiary: cannot read \S*nowhere\/bundle\.json\n {2}code: {3}bundle\.missing\n {2}remedy: .*\n$/,
    );
  });
});

needs('models').describe(`the command line with models`, () => {
  const terminal = new TestTerminal();
  afterAll(() => terminal.remove());

  it('enrols whom it can of a folder of people, and names the others', async () => {
    const people = join(terminal.folder, 'people');
    for (const [id, picture] of [
      ['finn', (await actor('Finn')).enrolWith[0]],
      ['gwen', (await actor('Gwen')).enrolWith[0]],
      ['not an id', (await actor('Hugo')).enrolWith[0]],
    ] as const) {
      mkdirSync(join(people, id), { recursive: true });
      cpSync(picture ?? '', join(people, id, 'a.jpg'));
    }
    mkdirSync(join(people, 'empty'));
    await terminal.ostiary('key', 'create');
    const { status, stdout, stderr } = await terminal.ostiary('enroll', '--dir', people);
    expect(stdout).toMatch(/^empty: NOT enrolled: enroll\.folder: .*no pictures/m);
    expect(stdout).toMatch(/^not an id: NOT enrolled: enroll\.id: /m);
    expect(stderr).toContain('2 of 4 people were not enrolled');
    expect(status).toBe(65);
    expect((await terminal.ostiary('gallery', 'list')).stdout).toMatch(/^finn .*\ngwen .*\n$/);
  });

  it('never writes an archive over the database', async () => {
    const before = readFileSync(terminal.database);
    const { status, stderr } = await terminal.ostiary('gallery', 'export', terminal.database);
    expect([status, stderr]).toEqual([74, expect.stringContaining('archive.occupied')]);
    expect(readFileSync(terminal.database).equals(before)).toBe(true);
  });

  it('verifies no bundle whose manifest its model contradicts', async () => {
    const folder = join(terminal.folder, 'bundle');
    const ours = join(root, 'models/embedder-ostiary');
    cpSync(ours, folder, { recursive: true });
    const place = join(folder, 'bundle.json');
    const manifest = readFileSync(place, 'utf8');
    expect((await terminal.ostiary('model', 'verify', folder)).stdout).toMatch(/^embedder-ostiary: ok, embedder/);
    writeFileSync(place, manifest.replace('"dimension": 512', '"dimension": 128'));
    const { status, stderr } = await terminal.ostiary('model', 'verify', folder);
    expect([status, stderr]).toEqual([65, expect.stringContaining('model.output')]);
  });
});
