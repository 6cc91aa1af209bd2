import { expect, it } from 'vitest';
import { identityOf } from '../../../src/uplink/identity.js';

const uplink = { site: 'hq', groups: [{ name: 'lobby' }, { name: 'vault' }] };

it('is the name of the terminal, or the one that the uplink sets', () => {
  const identity = { site: 'hq', terminal: 'door-1', groups: ['lobby', 'vault'] };
  expect(identityOf({ terminal: { name: 'door-1' }, uplink })).toEqual(identity);
  expect(identityOf({ terminal: { name: 'Main entrance' }, uplink: { ...uplink, terminal: 'door-1' } })).toEqual(
    identity,
  );
});

it.each(['Main entrance', 'a/b', '+', '#', '', '-door', 'x'.repeat(65), 'tür'])(
  'is never %j: it stands in topics',
  (name) => {
    expect(() => identityOf({ terminal: { name }, uplink })).toThrow(
      expect.objectContaining({ code: 'uplink.terminal-name', remedy: expect.stringContaining('uplink.terminal') }),
    );
  },
);
