import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../../src/base/errors.js';
import { layered } from '../../../../src/settings/from-site/layered.js';
import { emptyLayer, type SiteLayer } from '../../../../src/settings/from-site/site-layer.js';
import { LiveConfig } from '../../../../src/settings/live/live-config.js';
import { parseConfig } from '../../../../src/settings/load/load.js';

const options = { env: {}, packageRoot: '/opt/ostiary' };
const configOf = (text: string) => parseConfig(text, 'terminal.yaml', options);
const fault = new ConfigError('config.invalid', 'line 3 is wrong', { remedy: 'Mend it.' });

/** A terminal whose site has set these settings over the file. */
function withSite(text: string, settings: SiteLayer['settings'], policy?: SiteLayer['policy']): LiveConfig {
  const layer: SiteLayer = { ...emptyLayer, settings, ...(policy ? { newestPolicy: policy.revision, policy } : {}) };
  const use = layered(text, 'terminal.yaml', options, { layer });
  return new LiveConfig(use.config, () => use);
}

describe('a live configuration', () => {
  it('takes another one over, and tells what changes and when', () => {
    const live = new LiveConfig(configOf('door: { release: 5s }'));
    const changes = live.take(configOf('{ door: { release: 4s }, terminal: { name: west } }'), 'file');
    expect(changes.map(({ name, before, after, applies }) => [name, before, after, applies])).toEqual([
      ['terminal.name', expect.anything(), 'west', 'restart'],
      ['door.release', '5s', '4s', 'live'],
    ]);
    expect(live.doorTimes().release).toBe(4000);
  });

  it('tells one from another by its digest', () => {
    const live = new LiveConfig(configOf(''));
    const before = live.digest();
    expect(before).toMatch(/^[0-9a-f]{16}$/);
    expect(new LiveConfig(configOf('# the same')).digest()).toBe(before);
    live.take(configOf('door: { release: 4s }'), 'file');
    expect(live.digest()).not.toBe(before);
  });

  it('keeps the last good one, and says so until the file is mended: a word of the site mends no file', () => {
    const live = new LiveConfig(configOf(''));
    live.refuse(fault);
    expect(live.health()).toMatchObject({ level: 'degraded', detail: expect.stringContaining('config.invalid') });
    live.take(configOf(''), 'site');
    expect(live.health().level).toBe('degraded');
    live.take(configOf(''), 'file');
    expect(live.health()).toEqual({ part: 'config', level: 'ok', detail: `in use, digest ${live.digest()}` });
  });

  it('says what waits for a restart, until it is taken back', () => {
    const live = new LiveConfig(configOf(''));
    live.take(configOf('terminal: { name: west }'), 'file');
    expect(live.health()).toMatchObject({ level: 'degraded', detail: 'restart the daemon to apply terminal.name' });
    live.take(configOf(''), 'file');
    expect(live.health().level).toBe('ok');
  });

  it('says what the site has set, and what of it is not in use', () => {
    expect(withSite('', { 'door.release': '4s' }).health().detail).toMatch(/; set by the site: door\.release$/);
    const aside = withSite('door: { maxPulse: 8s }', { 'door.release': '10s' }).health();
    expect(aside).toMatchObject({ level: 'degraded', detail: expect.stringContaining('door.release') });
  });

  it('lets the door keep its name until the restart', () => {
    const live = new LiveConfig(configOf('terminal: { door: east }'));
    live.take(configOf('{ terminal: { door: west }, recognition: { agree: 3, of: 5 } }'), 'file');
    expect(live.access({ defaultMinSimilarity: 0.5 })).toMatchObject({
      door: 'east',
      presentation: { agree: 3, of: 5 },
    });
  });
});

it('tells the level of liveness and the answer to attacks, as they are now', () => {
  const live = new LiveConfig(configOf(''));
  const pad = { bonaFide: 1, attack: -1, frames: 3, eyes: true };
  expect(live.access({ defaultMinSimilarity: 0.5, pad })).toMatchObject({
    attacks: { attempts: 3, pause: 60_000 },
    presentation: { liveness: { level: 'standard', pad, answerWithin: 6000 } },
  });
  const changes = live.take(configOf('liveness: { level: strict, attempts: 5, pause: 0s }'), 'site');
  // The level restarts vision, which loads the passive model or not.
  expect(changes.map(({ name, applies }) => `${name} ${applies}`)).toEqual([
    'liveness.level vision',
    'liveness.attempts live',
    'liveness.pause live',
  ]);
  expect(live.access(undefined)).toMatchObject({
    attacks: { attempts: 5, pause: 0 },
    presentation: { liveness: { level: 'strict', pad: undefined } },
  });
});

describe('the least similarity of a match', () => {
  const set = (value: number) => `recognition: { minSimilarity: ${value} }`;

  it.each([
    ['', undefined, 1],
    ['', 0.5, 0.5],
    [set(0.6), 0.5, 0.6],
    // Somebody at the terminal may go below the bundle; a log line warns of it.
    [set(0.4), 0.5, 0.4],
    [set(0.4), undefined, 0.4],
  ])('of "%s", with %s stated, is %s', (text, stated, least) => {
    expect(new LiveConfig(configOf(text)).minSimilarity(stated)).toBe(least);
  });

  it.each([
    // [technician's, site's, stated, least]
    ['', 0.6, 0.5, 0.6],
    // Ordered for another embedder: never laxer than this one states.
    ['', 0.3, 0.5, 0.5],
    // Nor laxer than the technician wrote.
    [set(0.45), 0.3, 0.5, 0.45],
    [set(0.7), 0.6, 0.5, 0.6],
    ['', 0.6, undefined, 1],
  ])('of "%s", with %s by the site and %s stated, is %s', (text, site, stated, least) => {
    const settings = { 'recognition.minSimilarity': site };
    const live = withSite(text, {}, { revision: 1, settings });
    expect(live.minSimilarity(stated)).toBe(least);
    const facts = stated === undefined ? undefined : { defaultMinSimilarity: stated };
    expect(live.access(facts).thresholds.minSimilarity).toBe(least);
  });
});
