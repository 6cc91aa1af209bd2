import type { Command } from '../../src/protocol/domain/command-args.js';
import { CommandDesk, type CommandResult } from '../../src/uplink/command-desk.js';
import { commandOf } from './commands.js';
import { ManualClock } from './manual-clock.js';
import { MemoryAudit } from './memory-audit.js';
import { MemoryLedger } from './memory-ledger.js';
import { MemoryLog } from './memory-log.js';
import { TestUplink } from './test-uplink.js';

/** The real desk of door-1, with everything around it in memory. */
export function openDesk({ clockUnchecked = false, ledger = new MemoryLedger() } = {}) {
  const clock = new ManualClock();
  const [audit, log, uplink] = [new MemoryAudit(clock), new MemoryLog(), new TestUplink()];
  const done: string[] = [];
  let work = async (_: Command): Promise<CommandResult> => ({ opened: true });
  const desk = new CommandDesk({
    identity: { site: 'hq', terminal: 'door-1', groups: ['lobby'] },
    ledger,
    uplink,
    execute: (command) => {
      done.push(command.id);
      return work(command);
    },
    audit,
    clock,
    log,
    clockUnchecked,
  });
  return {
    clock,
    audit,
    log,
    uplink,
    ledger,
    desk,
    /** Ids of the commands that were carried out. */
    done,
    disk: ledger.disk,
    doing(other: typeof work) {
      work = other;
    },
    unlock: (change: Partial<Command> = {}) => commandOf(clock, 'unlock', {}, change),
    lockdown: () => commandOf(clock, 'mode', { mode: 'lockdown' }),
    answers: () => uplink.answers.map(({ answer }) => answer),
    codes: () => uplink.answers.map(({ answer }) => answer.error?.code ?? 'ok'),
  };
}
