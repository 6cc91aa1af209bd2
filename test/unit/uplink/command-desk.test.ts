import { describe, expect, it } from 'vitest';
import { CommandRejected } from '../../../src/base/errors.js';
import { timestamp } from '../../../src/base/units.js';
import type { CommandResult } from '../../../src/uplink/command-desk.js';
import { received } from '../../support/commands.js';
import { openDesk as open } from '../../support/desk.js';
import { MemoryLedger } from '../../support/memory-ledger.js';
import { turns } from '../../support/turns.js';

describe('a command', () => {
  it('is written down, carried out, audited and answered where it was asked', async () => {
    const { desk, unlock, done, ledger, audit, uplink } = open();
    const command = unlock();
    desk.receive(received(command));
    await desk.settled();
    expect(done).toEqual([command.id]);
    const facts = { id: command.id, command: 'unlock', key: '0123456789abcdef', label: 'reception' };
    expect(ledger.events).toMatchObject([{ kind: 'command.accepted', facts }]);
    expect(audit.events).toMatchObject([{ kind: 'command.done', facts: { id: command.id, ok: true } }]);
    expect(uplink.answers).toEqual([
      {
        answer: expect.objectContaining({ id: command.id, ok: true, duplicate: false, result: { opened: true } }),
        replyTo: { topic: `reply/${command.id}` },
      },
    ]);
  });

  it('is written down before it is carried out', async () => {
    const { desk, unlock, disk, done } = open();
    disk.freeze();
    desk.receive(received(unlock()));
    await turns();
    expect(done).toEqual([]);
    disk.thaw();
    await desk.settled();
    expect(done).toHaveLength(1);
  });

  it('is judged after the one before it was written down, whatever order the disk would like', async () => {
    const { desk, unlock, disk, done, codes } = open();
    const [older, newer] = [unlock(), unlock()];
    disk.freeze();
    desk.receive(received(newer));
    desk.receive(received(older));
    await turns();
    disk.thaw();
    await desk.settled();
    expect(done).toEqual([newer.id]);
    expect(codes().sort()).toEqual(['command.replayed', 'ok']);
  });

  it('that takes long keeps no other from its turn', async () => {
    const { desk, unlock, doing, answers } = open();
    const [slow, quick] = [unlock(), unlock()];
    doing((command) => (command.id === slow.id ? new Promise(() => undefined) : Promise.resolve({})));
    desk.receive(received(slow));
    desk.receive(received(quick));
    await turns();
    expect(answers()).toMatchObject([{ id: quick.id, ok: true }]);
  });

  it('that came before is answered again, and carried out once', async () => {
    const { desk, unlock, done, answers } = open();
    const command = received(unlock());
    desk.receive(command);
    await desk.settled();
    desk.receive(command);
    await desk.settled();
    await turns();
    expect(done).toHaveLength(1);
    expect(answers()).toMatchObject([
      { ok: true, duplicate: false },
      { ok: true, duplicate: true, result: { opened: true } },
    ]);
  });

  it('that comes again while it is carried out waits for its answer', async () => {
    const { desk, unlock, done, doing, answers } = open();
    let finish = (_: CommandResult) => {};
    doing(() => new Promise((end) => (finish = end)));
    const command = received(unlock());
    desk.receive(command);
    desk.receive(command);
    await turns();
    expect(answers()).toEqual([]);
    finish({ opened: 1 });
    await desk.settled();
    await turns();
    expect(done).toHaveLength(1);
    expect(answers().map(({ duplicate, result }) => [duplicate, result])).toEqual([
      [false, { opened: 1 }],
      [true, { opened: 1 }],
    ]);
  });

  it('with the id of another one is refused', async () => {
    const { desk, unlock, done, codes, audit } = open();
    const first = unlock();
    desk.receive(received(first));
    desk.receive(received({ ...unlock(), id: first.id }));
    await desk.settled();
    await turns();
    expect(done).toHaveLength(1);
    expect(codes().sort()).toEqual(['command.id-reused', 'ok']);
    expect(audit.of('command.refused')).toMatchObject([{ id: first.id, code: 'command.id-reused' }]);
  });

  it('in the midst of which the terminal was stopped is not begun again', async () => {
    const ledger = new MemoryLedger();
    const before = open({ ledger });
    before.doing(() => new Promise(() => undefined));
    const command = received(before.unlock());
    before.desk.receive(command);
    await turns();
    const after = open({ ledger });
    after.desk.receive(command);
    await after.desk.settled();
    await turns();
    expect(after.done).toEqual([]);
    expect(after.answers()).toMatchObject([{ ok: false, duplicate: true, error: { code: 'command.interrupted' } }]);
  });

  it.each([
    ['is for another terminal', { target: 'door-2' }, 'command.target'],
    ['lives too long', { expires: timestamp(1_700_000_900_000) }, 'command.life'],
    ['has a counter that was passed', { counter: 0 }, 'command.replayed'],
  ])('that %s is refused, audited and answered', async (_, change, code) => {
    const { desk, unlock, done, codes, audit, ledger } = open();
    const command = unlock(change);
    desk.receive(received(command));
    await desk.settled();
    expect(done).toEqual([]);
    expect(codes()).toEqual([code]);
    expect(audit.of('command.refused')).toEqual([
      { message: 'request', id: command.id, command: 'unlock', key: '0123456789abcdef', label: 'reception', code },
    ]);
    expect(ledger.events).toEqual([]);
  });

  it('is refused by a terminal that does not know the time, unless that is allowed', async () => {
    const strict = open();
    strict.clock.trusted = false;
    strict.desk.receive(received(strict.unlock()));
    await strict.desk.settled();
    expect([strict.done, strict.codes()]).toEqual([[], ['command.clock-untrusted']]);
    const unchecked = open({ clockUnchecked: true });
    unchecked.clock.trusted = false;
    unchecked.desk.receive(received(unchecked.unlock()));
    await unchecked.desk.settled();
    expect(unchecked.codes()).toEqual(['ok']);
  });

  it('is refused once the clock was set back behind an accepted one', async () => {
    const { desk, unlock, clock, codes } = open();
    desk.receive(received(unlock()));
    await desk.settled();
    clock.wallShift = -60_000;
    desk.receive(received(unlock()));
    await desk.settled();
    expect(codes()).toEqual(['ok', 'command.clock-rollback']);
  });

  it('that expired while it was written down is not carried out, and the audit log says so', async () => {
    let writing = () => {};
    class SlowLedger extends MemoryLedger {
      override async begin(...entry: Parameters<MemoryLedger['begin']>): Promise<void> {
        await super.begin(...entry);
        writing();
      }
    }
    const { desk, unlock, clock, done, codes, audit } = open({ ledger: new SlowLedger() });
    writing = () => clock.pass(11_000);
    const command = unlock();
    desk.receive(received(command));
    await desk.settled();
    expect([done, codes()]).toEqual([[], ['command.expired']]);
    expect(audit.of('command.done')).toMatchObject([{ id: command.id, ok: false, code: 'command.expired' }]);
  });

  it('that fails is answered with the code and the remedy, and a defect as a defect', async () => {
    const { desk, unlock, doing, answers } = open();
    doing(async () => {
      throw new CommandRejected('door.lockdown', 'the door is in lockdown', { remedy: 'End it first.' });
    });
    desk.receive(received(unlock()));
    await desk.settled();
    doing(async () => {
      throw new TypeError('x is undefined');
    });
    desk.receive(received(unlock()));
    await desk.settled();
    expect(answers().map(({ error }) => error)).toEqual([
      { code: 'door.lockdown', message: 'the door is in lockdown', remedy: 'End it first.' },
      { code: 'command.defect', message: 'x is undefined', remedy: expect.stringContaining('Report it') },
    ]);
  });

  it('whose answer cannot be stored or sent disturbs no other', async () => {
    const { desk, unlock, doing, disk, uplink, codes, log } = open();
    doing(async () => {
      disk.full = true;
      return {};
    });
    desk.receive(received(unlock()));
    await desk.settled();
    expect(codes()).toEqual(['ok']);
    expect(log.at('error')).toEqual(['cannot store an answer']);
    disk.full = false;
    uplink.online = false;
    doing(async () => ({}));
    desk.receive(received(unlock()));
    await desk.settled();
    await turns();
    expect(log.at('warn')).toEqual(['cannot send an answer']);
    uplink.online = true;
    desk.receive(received(unlock()));
    await desk.settled();
    expect(codes()).toEqual(['ok', 'ok']);
  });
});

describe('what was refused before it came to the desk', () => {
  const fault = new CommandRejected('key.unknown', 'nobody knows this key', { remedy: 'Use another.' });

  it('is answered and audited', () => {
    const { desk, answers, audit } = open();
    desk.refuse({ kind: 'request', command: 'unlock', id: 'some-id', key: 'some-key', fault, replyTo: {} });
    desk.refuse({ kind: 'request', command: 'unlock', fault, replyTo: {} });
    expect(answers()).toMatchObject([
      { id: 'some-id', ok: false, error: { code: 'key.unknown', remedy: 'Use another.' } },
      { id: null, ok: false },
    ]);
    expect(audit.of('command.refused')[0]).toEqual({
      message: 'request',
      command: 'unlock',
      id: 'some-id',
      key: 'some-key',
      code: 'key.unknown',
    });
  });

  it('is not answered where it was no command', () => {
    const { desk, answers, audit } = open();
    desk.refuse({ kind: 'manifest', fault, replyTo: {} });
    expect(answers()).toEqual([]);
    expect(audit.of('command.refused')).toEqual([{ message: 'manifest', code: 'key.unknown' }]);
  });
});
