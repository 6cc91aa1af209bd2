import { expect, it } from 'vitest';
import { type Admission, isDue, nextVersion, undelivered } from '../../../../src/fleet/domain/admission.js';

const sealKey = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' } as const;
const present = new Map([
  ['lobby', 'new'],
  ['lab', 'l'],
]);
const admission = (keys: Record<string, string>, groups = ['lobby']): Admission => ({
  terminal: 'door-1',
  sealKey,
  groups,
  delivered: { version: 3, keys },
});
const tells = (...lobby: string[]) => ({ groups: ['lobby', 'lab'], groupKeys: { lobby } });

it.each([
  ['has got them and says so', admission({ lobby: 'new' }), tells('new', 'old'), false],
  ['has got them and is away', admission({ lobby: 'new' }), undefined, false],
  ['was never sent any', { ...admission({}), delivered: undelivered }, tells(), true],
  ['was sent an old one', admission({ lobby: 'old' }), undefined, true],
  ['was sent it and does not have it', admission({ lobby: 'new' }), tells('old'), true],
  ['was admitted to one more group', admission({ lobby: 'new' }, ['lobby', 'lab']), tells('new'), true],
  ['was sent one of a group that it has left', admission({ lobby: 'new', lab: 'l' }), tells('new'), true],
  ['is in no group that has a key', admission({}, ['roof']), tells(), false],
])('gives keys to a terminal that %s: %#', (_, of, told, due) => {
  expect(isDue(of, told, present)).toBe(due);
});

it('gives versions that grow, whatever the clock and the backup of the site say', () => {
  expect(nextVersion(undelivered, 1000)).toBe(1000);
  expect(nextVersion({ version: 2000, keys: {} }, 1000)).toBe(2001);
});
