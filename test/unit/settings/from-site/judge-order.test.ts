import { describe, expect, it } from 'vitest';
import { CommandRejected } from '../../../../src/base/errors.js';
import { timestamp } from '../../../../src/base/units.js';
import {
  type SettingsOrder,
  type SettingWishes,
  settingFaults,
} from '../../../../src/settings/domain/site-settings.js';
import { judgeOrder } from '../../../../src/settings/from-site/judge-order.js';
import { layered } from '../../../../src/settings/from-site/layered.js';
import { emptyLayer, type SiteLayer } from '../../../../src/settings/from-site/site-layer.js';
import { overridesInUse } from '../../../../src/settings/from-site/site-report.js';
import { remoteSettings } from '../../../../src/settings/schema/remote-settings.js';
import { fc } from '../../../support/property.js';

const file = '/etc/ostiary/terminal.yaml';
interface Terminal {
  readonly text?: string;
  readonly env?: Record<string, string>;
  readonly layer?: SiteLayer;
  /** `null`: vision has not loaded its models. */
  readonly stated?: number | null;
}

function judge(order: SettingsOrder, { text = '', env = {}, layer = emptyLayer, stated = 0.45 }: Terminal = {}) {
  const options = { env, packageRoot: '/opt/ostiary' };
  const now = layered(text, file, options, { layer });
  const next = judgeOrder(order, { text, options, now, statedSimilarity: stated ?? undefined });
  return layered(text, file, options, { layer: next });
}

const set = (settings: SettingWishes, issued = 1000): SettingsOrder => ({
  by: 'config-set',
  issued: timestamp(issued),
  settings,
});
const policy = (settings: SettingWishes, revision = 1): SettingsOrder => ({
  by: 'policy',
  issued: timestamp(5000),
  revision,
  settings,
});

/** The faults of a refused order, as `code setting`. */
function faultsOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (!(error instanceof CommandRejected)) throw error;
    const faults = settingFaults(error);
    for (const { message, remedy } of faults) expect(`${message} ${remedy}`).toMatch(/\S.*\S\.$/s);
    return faults.length > 0 ? faults.map(({ code, setting }) => `${code} ${setting}`) : [error.code];
  }
  return [];
}

it('lists what a site may set: nothing of keys, broker, wires, files, people, models or the door’s hardware', () => {
  expect(Object.fromEntries(remoteSettings)).toEqual({
    'recognition.minSimilarity': 'policy',
    'recognition.margin': 'policy',
    'recognition.agree': 'policy',
    'recognition.of': 'policy',
    'recognition.singleFace': 'policy',
    'liveness.level': 'policy',
    'liveness.answerWithin': 'config-set',
    'recognition.retryAfter': 'config-set',
    'recognition.maxAttempts': 'config-set',
    'quality.minInterOcular': 'config-set',
    'quality.maxTurn': 'config-set',
    'quality.minBrightness': 'config-set',
    'quality.maxBrightness': 'config-set',
    'quality.minSharpness': 'config-set',
    'quality.minInside': 'config-set',
    'door.release': 'config-set',
    'door.heldOpenAfter': 'config-set',
    'observability.logLevel': 'config-set',
  });
});

describe('an order that is right', () => {
  it('goes before the file, and leaves what it does not name', () => {
    const { config, local } = judge(set({ 'door.release': '4s' }), {
      text: 'door: { release: 3s, heldOpenAfter: 1m }',
    });
    expect([config.door.release, local.door.release, config.door.heldOpenAfter]).toEqual([4000, 3000, 60_000]);
  });

  it('takes a setting back with null', () => {
    const { layer } = judge(set({ 'door.release': '4s', 'quality.maxTurn': 0.5 }));
    const after = judge(set({ 'door.release': null }, 2000), { layer });
    expect([after.config.door.release, after.layer.settings]).toEqual([5000, { 'quality.maxTurn': 0.5 }]);
  });

  it('that is a policy replaces the policy before as a whole', () => {
    const { layer } = judge(policy({ 'recognition.minSimilarity': 0.6, 'liveness.level': 'standard' }));
    const after = judge(policy({ 'recognition.margin': 0.1 }, 2), { layer, text: 'liveness: { level: unchecked }' });
    expect(after.config).toMatchObject({ recognition: { margin: 0.1 }, liveness: { level: 'unchecked' } });
    expect(after.config.recognition.minSimilarity).toBeUndefined();
  });

  it('may make access as lax as the technician did, and no laxer', () => {
    const text = 'liveness: { level: unchecked }\nrecognition: { minSimilarity: 0.3, margin: 0.01, agree: 1, of: 4 }';
    const lax = { 'liveness.level': 'unchecked', 'recognition.minSimilarity': 0.3, 'recognition.margin': 0.01 };
    expect(faultsOf(() => judge(policy({ ...lax, 'recognition.agree': 1 }), { text }))).toEqual([]);
    expect(faultsOf(() => judge(policy({ 'recognition.minSimilarity': 0.29 }), { text }))).toHaveLength(1);
  });
});

describe('the liveness level of a policy', () => {
  it.each<[string, string, boolean]>([
    // [the technician's, the site's, taken]
    ['', 'unchecked', false],
    ['', 'standard', true],
    ['', 'strict', true],
    ['unchecked', 'unchecked', true],
    ['unchecked', 'standard', true],
    ['unchecked', 'strict', true],
    ['standard', 'unchecked', false],
    ['standard', 'standard', true],
    ['standard', 'strict', true],
    ['strict', 'unchecked', false],
    ['strict', 'standard', false],
    ['strict', 'strict', true],
  ])('over %j at the terminal, %s is taken: %s', (own, site, taken) => {
    const text = own === '' ? '' : `liveness: { level: ${own} }`;
    const order = policy({ 'liveness.level': site });
    expect(faultsOf(() => judge(order, { text }))).toEqual(taken ? [] : ['settings.lax liveness.level']);
    if (taken) expect(judge(order, { text }).config.liveness.level).toBe(site);
  });

  it('names what is allowed', () => {
    const order = policy({ 'liveness.level': 'unchecked' });
    expect(() => judge(order)).toThrow('liveness.level is laxer than a site may set it: standard or strict');
  });

  it('may be raised and lowered again, down to the technician’s', () => {
    const text = 'liveness: { level: standard }';
    const { layer } = judge(policy({ 'liveness.level': 'strict' }), { text });
    const lowered = policy({ 'liveness.level': 'standard' }, 2);
    expect(judge(lowered, { text, layer }).config.liveness.level).toBe('standard');
    expect(faultsOf(() => judge(policy({ 'liveness.level': 'unchecked' }, 2), { text, layer }))).toHaveLength(1);
  });

  it('whatever is ordered and kept, is never below the technician’s', () => {
    const levels = ['unchecked', 'standard', 'strict'] as const;
    const level = fc.constantFrom(...levels);
    fc.assert(
      fc.property(level, level, fc.constantFrom('liveness.level', 'liveness.policy'), (own, kept, name) => {
        const text = `liveness: { level: ${own} }`;
        const settings = { [name]: kept };
        const layer: SiteLayer = { ...emptyLayer, newestPolicy: 1, policy: { revision: 1, settings } };
        const { config } = layered(text, file, { env: {}, packageRoot: '/' }, { layer });
        expect(levels.indexOf(config.liveness.level)).toBeGreaterThanOrEqual(levels.indexOf(own));
      }),
    );
  });

  it('may have its former name, also when the same policy comes again', () => {
    const former = policy({ 'liveness.policy': 'required' });
    const { config, layer } = judge(former, { text: 'liveness: { level: unchecked }' });
    expect(config.liveness.level).toBe('standard');
    expect(layer.policy?.settings).toEqual({ 'liveness.level': 'standard' });
    expect(faultsOf(() => judge(former, { layer }))).toEqual([]);
    expect(faultsOf(() => judge(policy({ 'liveness.policy': 'unchecked' })))).toEqual(['settings.lax liveness.level']);
    const both = policy({ 'liveness.policy': 'unchecked', 'liveness.level': 'strict' });
    expect(faultsOf(() => judge(both))).toEqual(['settings.unknown liveness.policy']);
  });
});

describe('an order that is wrong', () => {
  it.each<[string, SettingsOrder, readonly string[], Terminal?]>([
    ['a word for a number', set({ 'recognition.maxAttempts': 'three' }), ['settings.value recognition.maxAttempts']],
    ['no unit', set({ 'door.release': 4 }), ['settings.value door.release']],
    ['out of range', set({ 'door.release': '31s' }), ['settings.value door.release']],
    [
      'against the file',
      set({ 'door.release': '10s' }),
      ['settings.conflict door.maxPulse'],
      { text: 'door: { maxPulse: 8s }' },
    ],
    ['more than there are', policy({ 'recognition.agree': 6 }), ['settings.conflict recognition.agree']],
    ['a slip', set({ 'door.relase': '4s' }), ['settings.unknown door.relase']],
    [
      'a prototype',
      set({ constructor: true, 'door.toString': 1 }),
      ['settings.unknown constructor', 'settings.unknown door.toString'],
    ],
    ['a key file', set({ 'store.keyFile': '/tmp/k' }), ['settings.local store.keyFile']],
    ['a section', set({ door: true }), ['settings.local door']],
    ['the access policy by an operator', set({ 'liveness.level': 'unchecked' }), ['settings.command liveness.level']],
    ['the door by a policy', policy({ 'door.release': '4s' }), ['settings.command door.release']],
    [
      'fixed by the environment',
      set({ 'door.release': '4s' }),
      ['settings.environment door.release'],
      { env: { OSTIARY_DOOR__RELEASE: '3s' } },
    ],
    ['photographs let in', policy({ 'liveness.level': 'unchecked' }), ['settings.lax liveness.level']],
    ['anybody let in', policy({ 'recognition.minSimilarity': 0 }), ['settings.lax recognition.minSimilarity']],
    [
      'below what the bundle states',
      policy({ 'recognition.minSimilarity': 0.44 }),
      ['settings.lax recognition.minSimilarity'],
    ],
    [
      'before the models are known',
      policy({ 'recognition.minSimilarity': 0.6 }),
      ['settings.models recognition.minSimilarity'],
      { stated: null },
    ],
    ['twins told apart no more', policy({ 'recognition.margin': 0 }), ['settings.lax recognition.margin']],
    [
      'one lucky frame',
      policy({ 'recognition.agree': 1 }),
      ['settings.lax recognition.agree', 'settings.lax recognition.of'],
    ],
    ['a lucky few of many frames', policy({ 'recognition.of': 10 }), ['settings.lax recognition.of']],
    [
      'everything at once',
      set({ 'door.relase': 1, 'door.release': 0, 'uplink.broker': 'x', 'quality.maxTurn': 9 }),
      [
        'settings.unknown door.relase',
        'settings.local uplink.broker',
        'settings.value quality.maxTurn',
        'settings.value door.release',
      ],
    ],
  ])('is refused: %s', (_, order, faults, terminal) => {
    expect([...faultsOf(() => judge(order, terminal))].sort()).toEqual([...faults].sort());
  });

  it('is refused when it is older than what is in use', () => {
    const { layer } = judge(policy({ 'recognition.margin': 0.1 }, 7), judge(set({ 'door.release': '4s' }, 5000)));
    const then = (order: SettingsOrder) => faultsOf(() => judge(order, { layer }));
    expect(then(set({ 'door.release': '9s' }, 4999))).toEqual(['settings.old']);
    expect(then(policy({}, 6))).toEqual(['policy.old']);
    expect(then(policy({}, 5001))).toEqual(['policy.revision']);
    expect(then(policy({ 'recognition.margin': 0.2 }, 7))).toEqual(['policy.old']);
    expect(then(policy({ 'recognition.margin': 0.1 }, 7))).toEqual([]);
  });
});

it('whatever is ordered is refused by name, or is all in use in a configuration that is valid', () => {
  const name = fc.oneof(fc.constantFrom(...remoteSettings.keys()), fc.constantFrom('door', 'store.keyFile', 'x.y'));
  const value = fc.oneof(
    fc.constantFrom('4s', '30s', 'standard', 'unchecked', 'debug', null, true, false),
    fc.double({ noNaN: true }),
    fc.integer({ min: 0, max: 12 }),
    fc.string({ maxLength: 8 }),
  );
  const settings = fc.dictionary(name, value, { maxKeys: 6 });
  const text = fc.constantFrom(
    '',
    'door: { maxPulse: 8s }',
    'recognition: { of: 8 }',
    'liveness: { level: unchecked }',
  );
  fc.assert(
    fc.property(settings, fc.boolean(), text, (wishes, isPolicy, text) => {
      const order = isPolicy ? policy(wishes) : set(wishes);
      const refused = faultsOf(() => {
        const after = judge(order, { text });
        expect(after.aside).toEqual([]);
        expect(overridesInUse(after)).toHaveLength(Object.values(wishes).filter((value) => value !== null).length);
      });
      for (const fault of refused) expect(fault).toMatch(/^settings\.[a-z]+ \S+$/);
    }),
    { numRuns: 400 },
  );
});
