import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeSetting } from '../../../src/settings/edit/change-setting.js';
import { migrateFile } from '../../../src/settings/edit/migrate-file.js';
import { takeOver } from '../../../src/settings/edit/take-over.js';
import { loadLayered } from '../../../src/settings/from-site/layered.js';
import { asideLines, policyInUse } from '../../../src/settings/from-site/site-report.js';
import { ConfigKeeper } from '../../../src/settings/live/config-keeper.js';

/** Files that a terminal of the version before has: format 1, with `liveness.policy`. */
describe('a terminal after the update', () => {
  let folder: string;
  let file: string;
  const options = { env: {}, packageRoot: '/opt/ostiary' };
  const store = 'store: { database: data/o.db } # here\n';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ostiary-former-'));
    mkdirSync(join(folder, 'data'));
    file = join(folder, 'terminal.yaml');
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (text: string): void => writeFileSync(file, `${text}${store}`);
  const text = (): string => readFileSync(file, 'utf8');
  const level = (): string => loadLayered(file, options).config.liveness.level;
  const set = (name: string, value: string | undefined) => changeSetting(file, name, value, options);

  it('goes by what the site had set', () => {
    write('liveness: { policy: unchecked }\n');
    const policy = { revision: 7, settings: { 'liveness.policy': 'required', 'recognition.margin': 0.1 } };
    const kept = { format: 1, newestPolicy: 7, policy, setAt: 0, settings: {} };
    writeFileSync(join(folder, 'data/site-settings.json'), JSON.stringify(kept));
    const use = loadLayered(file, options);
    expect(use.config).toMatchObject({ liveness: { level: 'standard' }, recognition: { margin: 0.1 } });
    expect([policyInUse(use), asideLines(use)]).toEqual([7, []]);
  });

  it('starts with the last valid configuration of the version before', () => {
    write('door: { release: 50s }\n');
    writeFileSync(join(folder, '.terminal.yaml.last-good'), `liveness: { policy: unchecked }\n${store}`);
    const keeper = new ConfigKeeper(file, options);
    expect(keeper.use.config.liveness.level).toBe('unchecked');
    expect(keeper.refused?.message).toContain('50s is outside');
  });

  it('changes other settings without touching the rest of the file', async () => {
    write('liveness: { policy: unchecked }\ndoor: { release: 5s } # slow\n');
    const before = text();
    await set('door.release', '3s');
    expect(text()).toBe(before.replace('5s', '3s'));
  });

  it.each([
    ['required', 'unchecked'],
    ['unchecked', 'strict'],
  ])('sets the level in a file that says policy: %s to %s', async (policy, wanted) => {
    write(`# mine\nliveness:\n  policy: ${policy} # why\n`);
    const { found } = await set('liveness.level', wanted);
    expect(found?.map(({ name, after }) => [name, after])).toEqual([['liveness.level', wanted]]);
    expect(text()).toBe(`# mine\nliveness:\n  level: ${wanted} # why\n${store}version: 2\n`);
    await set('liveness.level', undefined);
    expect(level()).toBe('standard');
  });

  it('understands the former command where the file has no level yet, and names the new one elsewhere', async () => {
    write('');
    await set('liveness.policy', 'unchecked');
    expect(level()).toBe('unchecked');
    await migrateFile(file, options);
    await expect(set('liveness.policy', 'required')).rejects.toThrow('liveness.policy: is now called liveness.level');
    expect(level()).toBe('unchecked');
  });

  it('rewrites its file on request, and not if the result is wrong', async () => {
    write('# mine\nliveness:\n  policy: unchecked # as agreed\n');
    expect(await migrateFile(file, options)).toHaveLength(1);
    expect(text()).toBe(`# mine\nliveness:\n  level: unchecked # as agreed\n${store}version: 2\n`);
    expect(await migrateFile(file, options)).toEqual([]);
    write('liveness: { policy: off }\n');
    const before = text();
    await expect(migrateFile(file, options)).rejects.toMatchObject({ code: 'config.invalid' });
    expect(text()).toBe(before);
  });

  it.each([
    ['policy: unchecked', 'policy: required', 'standard'],
    ['policy: required', 'policy: unchecked', 'unchecked'],
    ['policy: required', 'level: strict', 'strict'],
  ])('with %s takes over a first-boot file with %s: %s', async (present, ordered, expected) => {
    write(`liveness: { ${present} }\n`);
    const card = join(folder, 'ostiary.yaml');
    writeFileSync(card, `config:\n  liveness: { ${ordered} }\n  terminal: { name: x }\n`);
    await takeOver(card, file, '/opt/ostiary');
    expect(level()).toBe(expected);
    expect(text()).toContain('# here');
  });

  it('keeps its file as it is where the first-boot file brings only secrets', async () => {
    write('liveness: { policy: unchecked }\n');
    const before = text();
    const card = join(folder, 'ostiary.yaml');
    writeFileSync(card, 'secrets: { a: b }\n');
    expect(await takeOver(card, file, '/opt/ostiary')).toEqual(['a']);
    expect(text()).toBe(before);
  });
});
