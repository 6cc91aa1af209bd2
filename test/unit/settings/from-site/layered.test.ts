import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { withoutSite } from '../../../../src/settings/from-site/drop-site.js';
import { type Layered, layered } from '../../../../src/settings/from-site/layered.js';
import { emptyLayer, layerText, readSiteLayer, type SiteLayer } from '../../../../src/settings/from-site/site-layer.js';
import { asideLines, overrideLines, policyInUse, reportOf } from '../../../../src/settings/from-site/site-report.js';
import { fc } from '../../../support/property.js';

const layer: SiteLayer = {
  newestPolicy: 7,
  policy: { revision: 7, settings: { 'recognition.margin': 0.1, 'liveness.level': 'standard' } },
  setAt: 1000,
  settings: { 'door.release': '10s', 'quality.maxTurn': 0.5 },
};
const lay = (text: string, env: Record<string, string> = {}, site: SiteLayer = layer): Layered =>
  layered(text, '/etc/ostiary/terminal.yaml', { env, packageRoot: '/opt/ostiary' }, { layer: site });

describe('what the site has set', () => {
  it('lies between the file and the environment, and every origin is told', () => {
    const use = lay('door: { release: 3s, heldOpenAfter: 1m }', { OSTIARY_QUALITY__MIN_INSIDE: '0.8' });
    const { settings } = reportOf(use);
    expect(settings['door.release']).toEqual({ value: '10s', origin: 'site', by: 'config-set' });
    expect(settings['door.heldOpenAfter']).toMatchObject({ value: '1m', origin: 'file' });
    expect(settings['quality.minInside']).toMatchObject({ value: 0.8, origin: 'environment' });
    expect(settings['recognition.agree']).toMatchObject({ value: 2, origin: 'default' });
    expect(settings['recognition.minSimilarity']).toEqual({ value: null, origin: 'default', by: 'policy' });
    expect(overrideLines(use)).toContain('door.release: 10s, set by the site with config-set (file: 3s)');
    expect([policyInUse(use), asideLines(use)]).toEqual([7, []]);
  });

  it('is set aside, section by section, where it does not fit the file any more', () => {
    const use = lay('door: { maxPulse: 8s }');
    expect(use.config).toMatchObject({
      door: { release: 5000 },
      quality: { maxTurn: 0.5 },
      recognition: { margin: 0.1 },
    });
    expect(asideLines(use)).toEqual([
      'door.release: the site’s settings are not in use',
      'terminal.yaml:1 door.maxPulse: 8s must be above release, which is 10s (default 35s)',
    ]);
  });

  it('yields to the environment, and says so: a policy of which a part is not in use is not in force', () => {
    const use = lay('', { OSTIARY_RECOGNITION__MARGIN: '0.06' });
    expect([use.config.recognition.margin, policyInUse(use)]).toEqual([0.06, 0]);
    expect(asideLines(use)[1]).toBe('OSTIARY_RECOGNITION__MARGIN recognition.margin: overrides the site’s setting');
  });

  it('counts for nothing where a site may not set it, whatever the file of it says', () => {
    const settings = { 'store.keyFile': '/tmp/key', 'door.maxPulse': '2m', 'recognition.margin': 0, 'x.y': 1 };
    const use = lay('', {}, { ...emptyLayer, settings });
    expect(use.config).toEqual(use.local);
    expect(asideLines(use)).toHaveLength(5);
  });

  it.each<[string, string, string]>([
    // [the technician's, the site's, in use]
    ['unchecked', 'unchecked', 'unchecked'],
    ['unchecked', 'standard', 'standard'],
    ['unchecked', 'strict', 'strict'],
    ['standard', 'unchecked', 'standard'],
    ['standard', 'standard', 'standard'],
    ['standard', 'strict', 'strict'],
    ['strict', 'unchecked', 'strict'],
    ['strict', 'standard', 'strict'],
    ['strict', 'strict', 'strict'],
  ])('never lowers the level %s: a stored %s gives %s', (own, site, used) => {
    const settings = { 'liveness.level': site, 'recognition.margin': 0.1 };
    const stored = { ...layer, policy: { revision: 7, settings }, settings: { 'liveness.answerWithin': '9s' } };
    const use = lay(`liveness: { level: ${own} }`, {}, stored);
    expect(use.config).toMatchObject({ liveness: { level: used, answerWithin: 9000 }, recognition: { margin: 0.1 } });
    const told = asideLines(use);
    if (used === site) expect([told, policyInUse(use)]).toEqual([[], 7]);
    else {
      expect(told[0]).toBe('liveness.level: the site’s settings are not in use');
      expect(told[1]).toMatch(/^policy of the site liveness\.level: is laxer than the terminal’s own setting/);
      expect(policyInUse(use)).toBe(0);
    }
    expect(use.layer).toBe(stored);
  });

  it('never stops a terminal', () => {
    const values = fc.dictionary(
      fc.oneof(fc.constantFrom('door.release', 'recognition.agree', 'quality.minBrightness', 'door', ''), fc.string()),
      fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constantFrom('4s', '30s')),
    );
    fc.assert(
      fc.property(values, values, (settings, ofPolicy) => {
        const use = lay(
          'door: { maxPulse: 8s }',
          {},
          { ...layer, settings, policy: { revision: 8, settings: ofPolicy } },
        );
        expect(use.config.store).toEqual(use.local.store);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the file of it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ostiary-layer-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'site-settings.json');

  it('holds all of it', () => {
    writeFileSync(file, layerText(layer));
    expect(readSiteLayer(file)).toEqual({ layer });
  });

  it('of an earlier version is taken over', () => {
    const former = layerText(layer).replace('"liveness.level": "standard"', '"liveness.policy": "required"');
    writeFileSync(file, former);
    expect(former).toContain('liveness.policy');
    expect(readSiteLayer(file)).toEqual({ layer });
  });

  it.each(['', 'null', '{', '[]', '{"format":2}', layerText(layer).replace('"10s"', '{}'), '\u0000\u0001'])(
    'that holds %j is as none, and says why',
    (text) => {
      writeFileSync(file, text);
      expect(readSiteLayer(file)).toEqual({
        layer: emptyLayer,
        fault: expect.stringContaining(`${file} cannot be read: `),
      });
    },
  );

  it('that is not there is no fault; one that is no file is', () => {
    expect(readSiteLayer(join(folder, 'none'))).toEqual({ layer: emptyLayer });
    expect(readSiteLayer(folder).fault).toContain('EISDIR');
  });
});

describe('what the technician drops', () => {
  it.each([
    [[], { ...emptyLayer, newestPolicy: 7, setAt: 1000 }],
    [['policy'], { ...emptyLayer, newestPolicy: 7, setAt: 1000, settings: layer.settings }],
    [['door.release'], { ...layer, settings: { 'quality.maxTurn': 0.5 } }],
  ])('%j is gone, and nothing older comes back', (names, left) => {
    expect(withoutSite(layer, names)).toEqual(left);
  });

  it.each([
    ['recognition.margin', /set by the site’s policy 7/],
    ['door.lock', /has not set door\.lock/],
  ])('%s is refused', (name, words) => {
    expect(() => withoutSite(layer, [name])).toThrow(words);
  });
});
