import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { timestamp } from '../../../src/base/units.js';
import type { SettingsOrder, SettingWishes } from '../../../src/settings/domain/site-settings.js';
import { ConfigKeeper } from '../../../src/settings/live/config-keeper.js';
import { LiveConfig } from '../../../src/settings/live/live-config.js';

describe('the keeper of a daemon’s configuration', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ostiary-keeper-'));
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'terminal.yaml'), text('3s'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const text = (release: string): string => `door: { release: ${release} }\nstore: { database: data/o.db }\n`;
  const keeper = () => new ConfigKeeper(join(folder, 'terminal.yaml'), { env: {}, packageRoot: folder });
  const set = (settings: SettingWishes, issued: number): SettingsOrder => ({
    by: 'config-set',
    issued: timestamp(issued),
    settings,
  });

  it('obeys orders one after the other, says what they changed, and has them after a restart', async () => {
    const first = keeper();
    const seen: number[] = [];
    first.attach(({ door }) => seen.push(door.release));
    const orders = [
      set({ 'door.release': '4s' }, 1),
      set({ 'door.release': '6s' }, 2),
      set({ 'door.release': null }, 3),
    ];
    const done = await Promise.all([...orders, set({ 'quality.maxTurn': 0.5 }, 4)].map((one) => first.order(one, 0.4)));
    expect(seen).toEqual([4000, 6000, 3000, 3000]);
    expect(done[1]).toEqual([{ setting: 'door.release', from: '4s', to: '6s', applied: true }]);
    expect(keeper().use.config).toEqual(first.use.config);
    expect(readdirSync(join(folder, 'data'))).toEqual(['site-settings.json']);
  });

  it('lays what was ordered over whatever the technician writes', async () => {
    const one = keeper();
    const ordered = one.order(set({ 'quality.maxTurn': 0.5 }, 1), 0.4);
    one.rewrite(text('7s'));
    await ordered;
    expect(one.use.config).toMatchObject({ door: { release: 7000 }, quality: { maxTurn: 0.5 } });
    expect(() => one.rewrite(text('70s'))).toThrow(/70s is outside/);
    expect(one.use.config.door.release).toBe(7000);
  });

  it('changes nothing when it cannot be kept, and goes on', async () => {
    const one = keeper();
    rmSync(join(folder, 'data'), { recursive: true });
    const order = set({ 'door.release': '4s' }, 1);
    await expect(one.order(order, 0.4)).rejects.toMatchObject({ code: 'settings.unwritable' });
    expect(one.report().settings['door.release']).toMatchObject({ value: '3s', origin: 'file' });
    mkdirSync(join(folder, 'data'));
    await one.order(order, 0.4);
    expect(one.report().settings['door.release']).toMatchObject({ value: '4s', origin: 'site' });
  });

  it('starts without what cannot be read, and says so in health', async () => {
    writeFileSync(join(folder, 'data/site-settings.json'), '{');
    const one = keeper();
    const live = new LiveConfig(one.use.config, () => one.use);
    expect(live.health()).toMatchObject({ level: 'degraded', detail: expect.stringContaining('cannot be read') });
    await one.drop([]);
    expect(live.health()).toMatchObject({ level: 'ok' });
  });

  it('never matches more laxly for a threshold of an older embedder', async () => {
    const one = keeper();
    const settings = { 'recognition.minSimilarity': 0.5 };
    await one.order({ by: 'policy', issued: timestamp(1), revision: 1, settings }, 0.4);
    const live = new LiveConfig(one.use.config, () => one.use);
    expect([0.4, 0.6, undefined].map((stated) => live.minSimilarity(stated))).toEqual([0.5, 0.6, 1]);
    one.rewrite(`recognition: { minSimilarity: 0.3 }\n${text('3s')}`);
    expect([0.4, 0.6, undefined].map((stated) => live.minSimilarity(stated))).toEqual([0.5, 0.5, 0.5]);
  });
});
