import { expect, it } from 'vitest';
import { timestamp } from '../../../src/base/units.js';
import { driftOf } from '../../../src/fleet/domain/drift.js';
import { Roster } from '../../../src/fleet/roster.js';
import type { GalleryManifest } from '../../../src/gallery/domain/gallery-manifest.js';

const state = (online: boolean, session: number) =>
  ({ kind: 'state', terminal: 'door-1', value: { online, session } }) as const;

it('does not believe the late death of an earlier connection', () => {
  const roster = new Roster();
  roster.apply(state(true, 2));
  roster.apply(state(false, 1));
  expect(roster.rows()).toMatchObject([{ terminal: 'door-1', online: true, session: 2 }]);
  roster.apply(state(false, 2));
  expect(roster.rows()).toMatchObject([{ online: false }]);
});

const space = { id: 'a/1', dimension: 4 };
const manifest = (revision: number): GalleryManifest => ({
  site: 'hq',
  group: 'lobby',
  revision,
  issued: timestamp(0),
  space,
  groupKey: '0'.repeat(16),
  people: 1,
  templates: 1,
  digest: `digest ${revision}`,
  snapshot: { revision, chunks: [] },
  deltas: [],
});

it.each([
  ['nothing', [manifest(2)], 3, space, []],
  ['an old gallery', [manifest(1)], 3, space, ['lobby 1 of 2']],
  ['no gallery yet', [], 3, null, ['lobby 0 of 2']],
  ['another model', [manifest(1)], 3, { id: 'b/1' }, ['lobby 1 of 2 (other model)']],
  ['another gallery of the same revision', [{ ...manifest(2), digest: 'x' }], 3, space, ['lobby 2 of 2']],
  ['an old key ring', [manifest(2)], 2, space, ['keys 2 of 3']],
] as const)('tells drift: %s', (_, galleries, keyRing, has, drift) => {
  const actual = { groups: ['lobby', 'lab'], galleries, keyRing, space: has, groupKeys: { lobby: ['new', 'old'] } };
  const groupKeys = new Map([['lobby', 'new']]);
  expect(driftOf(actual, { manifests: new Map([['lobby', manifest(2)]]), keyRing: 3, groupKeys })).toEqual(drift);
});

it('tells which keys of groups a terminal lacks', () => {
  const actual = {
    groups: ['lobby', 'lab', 'roof'],
    galleries: [],
    keyRing: 3,
    space,
    groupKeys: { lobby: ['old'], roof: ['r'] },
  };
  const groupKeys = new Map([
    ['lobby', 'new'],
    ['lab', 'l'],
    ['roof', 'r'],
    ['vault', 'v'],
  ]);
  expect(driftOf(actual, { manifests: new Map(), keyRing: 3, groupKeys })).toEqual([
    'old key of lobby',
    'no key of lab',
  ]);
});
