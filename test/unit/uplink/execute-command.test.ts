import { describe, expect, it } from 'vitest';
import { CommandRejected } from '../../../src/base/errors.js';
import { timestamp } from '../../../src/base/units.js';
import type { DoorMode, ReleaseResult } from '../../../src/door/domain/door.js';
import type { Enrolment } from '../../../src/gallery/domain/ordered-enrolment.js';
import type { CommandName } from '../../../src/protocol/domain/command.js';
import type { CommandArgs } from '../../../src/protocol/domain/command-args.js';
import { type CommandedParts, executeCommand } from '../../../src/uplink/execute-command.js';
import { commandOf, operator } from '../../support/commands.js';
import { ManualClock } from '../../support/manual-clock.js';
import { MemoryAudit } from '../../support/memory-audit.js';

const enrolment: Enrolment = {
  person: { id: 'ada', name: 'Ada', enabled: true },
  templates: [],
  photos: [],
  allowSimilar: false,
};

/** A terminal that says in order what was asked of its parts. */
function open() {
  const clock = new ManualClock();
  const asked: unknown[][] = [];
  const state = { release: 'released' as ReleaseResult, kept: undefined as boolean | undefined };
  const parts: CommandedParts = {
    door: {
      release(cause) {
        asked.push(['release', cause]);
        return state.release;
      },
      setMode: (mode: DoorMode) => void asked.push(['mode', mode]),
    },
    vision: { restart: () => void asked.push(['restart vision']) },
    enrolments: {
      async enrol(whom, replace) {
        asked.push(['enrol', whom.person.id, replace]);
        return 3;
      },
      async revoke(...whom) {
        asked.push(['revoke', ...whom]);
        return true;
      },
    },
    async unseal(sealed) {
      if (sealed === 'for-me') return enrolment;
      throw new CommandRejected('envelope.sealed', 'it cannot be opened', { remedy: 'Seal it for this terminal.' });
    },
    lockdowns: {
      lockdown: async () => state.kept ?? false,
      keepLockdown: async (on) => {
        state.kept = on;
      },
    },
    health: () => ({ at: timestamp(5), level: 'degraded', parts: [] }),
    settings: undefined,
    statedSimilarity: 0.5,
    audit: new MemoryAudit(clock),
    clock,
  };
  const run = <Name extends CommandName>(name: Name, args: CommandArgs[Name], change = {}) =>
    executeCommand(commandOf(clock, name, args, change), operator, parts);
  return { clock, asked, state, run };
}

describe('a command', () => {
  it('unlock releases in its own name', async () => {
    const { run, asked } = open();
    expect(await run('unlock', {}, { id: 'c-1' })).toEqual({});
    expect(asked).toEqual([['release', { kind: 'remote', command: 'c-1' }]]);
  });

  it.each([
    ['lockdown', 'door.lockdown'],
    ['relayFailed', 'door.relay-failed'],
    ['stopping', 'door.stopping'],
  ] as const)('unlock says why the door was not released: %s', async (result, code) => {
    const { run, state } = open();
    state.release = result;
    await expect(run('unlock', {})).rejects.toMatchObject({ code });
  });

  it('mode puts the door into it, and keeps a lockdown', async () => {
    const { run, asked, state } = open();
    expect(await run('mode', { mode: 'lockdown' })).toEqual({ mode: 'lockdown', kept: true });
    expect([asked, state.kept]).toEqual([[['mode', 'lockdown']], true]);
  });

  it('health and time tell what they are asked, and how far the clocks are apart', async () => {
    const { run, clock } = open();
    expect(await run('health', {})).toEqual({ at: 5, level: 'degraded', parts: [] });
    const wall = clock.wall();
    clock.trusted = false;
    expect(await run('time', {}, { issued: timestamp(wall - 250) })).toEqual({ wall, trusted: false, offset: 250 });
  });

  it('restart-vision restarts it', async () => {
    const { run, asked } = open();
    expect(await run('restart-vision', {})).toEqual({});
    expect(asked).toEqual([['restart vision']]);
  });

  it.each([
    ['enroll', false],
    ['replace', true],
  ] as const)('%s opens what is sealed, and may replace somebody: %s', async (name, replace) => {
    const { run, asked } = open();
    expect(await run(name, { sealed: 'for-me' })).toEqual({ templates: 3 });
    expect(asked).toEqual([['enrol', 'ada', replace]]);
  });

  it('enroll that was sealed for another terminal changes nothing', async () => {
    const { run, asked } = open();
    await expect(run('enroll', { sealed: 'for-another' })).rejects.toMatchObject({ code: 'envelope.sealed' });
    expect(asked).toEqual([]);
  });

  it('revoke counts from when it was issued', async () => {
    const { run, asked } = open();
    const change = { id: 'c-2', issued: timestamp(77) };
    expect(await run('revoke', { person: 'ada' }, change)).toEqual({ removed: true });
    expect(asked).toEqual([['revoke', 'ada', 77, 'c-2']]);
  });

  it.each([
    ['policy', { revision: 1, settings: {} }],
    ['config-set', { settings: { 'door.release': '4s' } }],
    ['config-get', {}],
  ] as const)('%s is refused where the configuration is fixed', async (name, args) => {
    await expect(open().run(name, args as never)).rejects.toMatchObject({ code: 'settings.fixed' });
  });
});
