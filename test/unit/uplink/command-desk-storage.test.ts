import { describe, expect, it } from 'vitest';
import { commandOf, received } from '../../support/commands.js';
import { openDesk as open } from '../../support/desk.js';
import type { ManualClock } from '../../support/manual-clock.js';
import { turns } from '../../support/turns.js';

/** Passes so much time in small steps, so that whoever waits goes on at its own instant. */
async function pass(clock: ManualClock, duration: number, step = 100): Promise<void> {
  for (let i = 0; i < duration; i += step) {
    clock.pass(step);
    await turns();
  }
}

describe('a disk that is full', () => {
  it('lets no command through that cannot be written down', async () => {
    const { desk, unlock, disk, done, codes, audit } = open();
    disk.full = true;
    desk.receive(received(unlock()));
    await desk.settled();
    expect([done, codes()]).toEqual([[], ['store.full']]);
    expect(audit.of('command.refused')).toMatchObject([{ code: 'store.full' }]);
  });

  it('keeps no lockdown from the door, which the audit log is told of later', async () => {
    const { desk, lockdown, disk, done, codes, audit, ledger } = open();
    disk.full = true;
    const command = lockdown();
    desk.receive(received(command));
    await desk.settled();
    expect([done, codes()]).toEqual([[command.id], ['ok']]);
    expect(ledger.events).toEqual([]);
    expect(audit.of('command.accepted')).toMatchObject([{ id: command.id }]);
  });

  it('does not let a stranger lock down: what is wrong with the command still counts', async () => {
    const { desk, lockdown, disk, done, codes } = open();
    disk.full = true;
    desk.receive(received({ ...lockdown(), target: 'door-2' }));
    await desk.settled();
    expect([done, codes()]).toEqual([[], ['command.target']]);
  });
});

describe('a disk that hangs', () => {
  it('keeps no lockdown from the door for longer than a second', async () => {
    const { desk, lockdown, disk, clock, done, codes, ledger, audit } = open();
    disk.freeze();
    const command = lockdown();
    desk.receive(received(command));
    await turns();
    await pass(clock, 900);
    expect(done).toEqual([]);
    await pass(clock, 150, 10);
    expect([done, codes()]).toEqual([[command.id], ['ok']]);
    disk.thaw();
    await desk.settled();
    await turns();
    // Both may write it down, under one id: the log keeps the first.
    const ids = [...ledger.events, ...audit.events.filter(({ kind }) => kind === 'command.accepted')].map(
      ({ id }) => id,
    );
    expect(new Set(ids).size).toBe(1);
  });

  it('lets a lockdown pass a command that waits for it', async () => {
    const { desk, unlock, lockdown, disk, clock, done, codes } = open();
    disk.freeze();
    const [waiting, urgent] = [unlock(), lockdown()];
    desk.receive(received(waiting));
    desk.receive(received(urgent));
    await turns();
    await pass(clock, 2800);
    expect(done).toEqual([urgent.id]);
    let settled = false;
    void desk.settled().then(() => {
      settled = true;
    });
    await turns();
    expect(settled).toBe(false);
    disk.thaw();
    await desk.settled();
    // The door stays locked: what the same key signed before is too late.
    expect([done, codes().sort()]).toEqual([[urgent.id], ['command.replayed', 'ok']]);
  });

  it.each(['normal', 'unlocked'] as const)('lets no mode %s pass', async (mode) => {
    const { desk, disk, clock, done } = open();
    disk.freeze();
    desk.receive(received(commandOf(clock, 'mode', { mode })));
    await turns();
    await pass(clock, 10_000);
    expect(done).toEqual([]);
    disk.thaw();
    await desk.settled();
    expect(done).toHaveLength(1);
  });
});
