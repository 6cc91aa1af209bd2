import { describe, expect, it } from 'vitest';
import { timestamp } from '../../../../src/base/units.js';
import { addressesOf, isFor } from '../../../../src/protocol/domain/address.js';
import {
  type CommandContext,
  type CommandHead,
  commandNames,
  commandRules,
  requireFresh,
} from '../../../../src/protocol/domain/command.js';
import { operator } from '../../../support/commands.js';

const now = 1_700_000_000_000;
const identity = { site: 'hq', terminal: 'door-1', groups: ['lobby', 'vault'] };
const head: CommandHead = {
  id: 'some-id',
  site: 'hq',
  target: 'door-1',
  command: 'unlock',
  issued: timestamp(now - 1000),
  expires: timestamp(now + 1000),
  counter: 8,
};
const context: CommandContext = {
  identity,
  now: timestamp(now),
  clockTrusted: true,
  lastCounter: 7,
  lastIssued: timestamp(now - 5000),
};
const judge = (change: Partial<CommandHead>, known: Partial<CommandContext> = {}) => {
  try {
    requireFresh({ ...head, ...change }, operator, { ...context, ...known });
    return 'fresh';
  } catch (fault) {
    return (fault as { code: string }).code;
  }
};
const at = (offset: number) => timestamp(now + offset);

describe('an address', () => {
  it('reaches a terminal by its name, its groups and the site', () => {
    expect(addressesOf(identity)).toEqual(['door-1', '@site', '@lobby', '@vault']);
    const reached = ['door-1', '@site', '@lobby', 'lobby', '@door-1', 'door-2', '@garage'].filter((a) =>
      isFor(a, identity),
    );
    expect(reached).toEqual(['door-1', '@site', '@lobby']);
  });
});

describe('a command', () => {
  it.each([
    ['fresh', {}, {}],
    ['fresh', { target: '@vault' }, {}],
    ['command.target', { target: '@garage' }, {}],
    ['command.target', { site: 'elsewhere' }, {}],
    ['command.life', { expires: at(-1000) }, {}],
    ['command.life', { expires: at(9001) }, {}],
    ['fresh', { expires: at(9000) }, {}],
    ['command.life', { expires: timestamp(Number.NaN) }, {}],
    ['command.clock-untrusted', {}, { clockTrusted: false }],
    ['command.clock-rollback', {}, { lastIssued: at(5001) }],
    ['fresh', {}, { lastIssued: at(5000) }],
    ['command.early', { issued: at(5001), expires: at(6000) }, {}],
    ['fresh', { issued: at(5000), expires: at(6000) }, {}],
    ['command.expired', { expires: at(0) }, {}],
    ['fresh', { expires: at(1) }, {}],
    ['command.replayed', { counter: 7 }, {}],
    ['fresh', { counter: 8 }, {}],
  ] as const)('is %s: %j, %j', (verdict, change, known) => {
    expect(judge(change, known)).toBe(verdict);
  });

  it.each(commandNames)('%s may live as long as its rule says, and no longer', (command) => {
    const { life } = commandRules[command];
    expect(judge({ command, issued: at(0), expires: at(life) })).toBe('fresh');
    expect(judge({ command, issued: at(0), expires: at(life + 1) })).toBe('command.life');
  });

  it('that opens a door lives seconds', () => {
    expect(commandRules.unlock.life).toBe(10_000);
  });
});
