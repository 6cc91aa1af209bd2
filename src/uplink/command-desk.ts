import type { AuditEvent, Facts } from '../audit/domain/audit.js';
import { auditEvent } from '../audit/ports/audit-event.js';
import type { AuditLog } from '../audit/ports/audit-log.js';
import type { Clock } from '../base/clock.js';
import { CommandRejected, describe, StoreError, TerminalError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import { millis, type Timestamp, timestamp } from '../base/units.js';
import { within } from '../base/within.js';
import type { Identity } from '../protocol/domain/address.js';
import { type CommandContext, requireFresh } from '../protocol/domain/command.js';
import type { Command } from '../protocol/domain/command-args.js';
import type { TrustedKey } from '../protocol/domain/key-ring.js';
import type { Answer } from '../protocol/domain/reports.js';
import { settingFaults } from '../settings/domain/site-settings.js';
import type { CommandLedger } from './ports/command-ledger.js';
import type { ReceivedCommand, RefusedMessage, ReplyTo, Uplink } from './ports/uplink.js';
import { storagePatience, storageSlow } from './storage-patience.js';

export type CommandResult = Readonly<Record<string, unknown>>;

interface Dependencies {
  readonly identity: Identity;
  readonly ledger: CommandLedger;
  readonly uplink: Pick<Uplink, 'answer'>;
  readonly execute: (command: Command, key: TrustedKey) => Promise<CommandResult>;
  readonly audit: Pick<AuditLog, 'note' | 'add'>;
  readonly clock: Clock;
  readonly log: Log;
  /** True to carry out commands while the clock is not synchronised. */
  readonly clockUnchecked: boolean;
}

/** Judges commands one after the other, records them, carries them out and answers. Every command is audited. */
export class CommandDesk {
  readonly #deps: Dependencies;
  readonly #running = new Map<string, Promise<Answer>>();
  /** Commands are judged one at a time: a counter must be stored before the next command of its key. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Number of pending storage calls that are no longer awaited. */
  #stuck = 0;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  receive(received: ReceivedCommand): void {
    const before = this.#turn;
    // A command that waits for a hanging disk must not delay a lockdown.
    const turn = locksDown(received.command) ? within(storagePatience, before, this.#deps.clock) : before;
    const judged = turn
      .then(() => this.#judge(received))
      .catch((error: unknown) => this.#deps.log.error({ err: error }, 'command failed'));
    this.#turn = Promise.all([before, judged]);
  }

  /** Answers and audits messages that were refused earlier. */
  refuse({ kind, command, id, key, fault, replyTo }: RefusedMessage): void {
    this.#note(fault, { message: kind, ...(command && { command }), ...(id && { id }), ...(key && { key }) });
    if (command !== undefined) this.#send(this.#answer(id ?? null, command, fault), replyTo);
  }

  /** Resolves when all pending commands are answered. */
  async settled(): Promise<void> {
    await this.#turn;
    await Promise.allSettled(this.#running.values());
  }

  async #judge(received: ReceivedCommand): Promise<void> {
    const { command, key, digest, replyTo } = received;
    const { ledger, clock, log } = this.#deps;
    const facts = { id: command.id, command: command.command, key: key.id, label: key.label };
    try {
      const known = await this.#urgent(command, ledger.recall(command.id), undefined);
      if (known) {
        requireSame(command.id, digest, known.digest);
        void this.#repeat(command, known.answer).then((answer) => this.#send(answer, replyTo));
        return;
      }
      requireFresh(command, key, await this.#context(command, key.id));
      await this.#writeDown(received, auditEvent(clock, 'command.accepted', facts));
    } catch (error) {
      this.#note(error, { message: 'request', ...facts });
      this.#send(this.#answer(command.id, command.command, error), replyTo);
      return;
    }
    log.info(facts, 'command accepted');
    const running = this.#carryOut(command, key);
    this.#running.set(command.id, running);
    void running.then((answer) => this.#send(answer, replyTo)).finally(() => this.#running.delete(command.id));
  }

  /** Recorded before it is carried out: a terminal killed in between must not do it twice. */
  async #writeDown({ command, key, digest }: ReceivedCommand, event: AuditEvent): Promise<void> {
    const { ledger, audit } = this.#deps;
    const { id, counter, issued, expires } = command;
    const begun = ledger.begin({ id, key: key.id, counter, issued, expires, digest }, event).then(() => true);
    // With its own id: hanging storage may still store it later.
    if (!(await this.#urgent(command, begun, false))) audit.add(event);
  }

  /**
   * The storage's answer; for a lockdown, `otherwise` if the storage fails or hangs. This is safe: storage must not keep a lockdown from
   * the door, and repeating a lockdown changes nothing.
   */
  async #urgent<T>(command: Command, work: Promise<T>, otherwise: T): Promise<T> {
    if (!locksDown(command)) return work;
    const { clock, log } = this.#deps;
    try {
      if (await within(this.#stuck > 0 ? millis(0) : storagePatience, work, clock)) return await work;
      this.#stuck++;
      const back = () => void this.#stuck--;
      work.then(back, back);
      throw storageSlow(storagePatience);
    } catch (fault) {
      if (!(fault instanceof StoreError)) throw fault;
      log.error(
        { fault: describe(fault), command: command.id },
        'the storage does not answer; the lockdown takes effect anyway',
      );
      return otherwise;
    }
  }

  async #carryOut(command: Command, key: TrustedKey): Promise<Answer> {
    const { execute, ledger, audit, clock, log } = this.#deps;
    const inTime = async () => requireInTime(command, clock.wall());
    const answer = await inTime()
      .then(() => execute(command, key))
      .then(
        (result) => this.#answer(command.id, command.command, undefined, result),
        (error: unknown) => this.#answer(command.id, command.command, error),
      );
    audit.note(
      'command.done',
      { id: command.id, command: command.command, ok: answer.ok, ...(answer.error && { code: answer.error.code }) },
      clock.monotonic(),
    );
    try {
      await this.#urgent(command, ledger.finish(command.id, JSON.stringify(answer)), undefined);
    } catch (error) {
      log.error({ fault: describe(error), command: command.id }, 'cannot store an answer');
    }
    return answer;
  }

  /** The answer to a command with a known id. */
  async #repeat(command: Command, stored: string | undefined): Promise<Answer> {
    const running = this.#running.get(command.id);
    if (running) return { ...(await running), duplicate: true };
    if (stored !== undefined) return { ...(JSON.parse(stored) as Answer), duplicate: true };
    const interrupted = new CommandRejected(
      'command.interrupted',
      'the terminal was stopped while it carried out this command',
      {
        remedy: 'Check the terminal’s events for the outcome, then send a new command if needed.',
      },
    );
    return { ...this.#answer(command.id, command.command, interrupted), duplicate: true };
  }

  async #context(command: Command, key: string): Promise<CommandContext> {
    const { identity, ledger, clock, clockUnchecked } = this.#deps;
    const none = { counter: 0, issued: timestamp(0) };
    const { counter, issued } = await this.#urgent(command, ledger.highest(key), none);
    const clockTrusted = clockUnchecked || clock.wallTrusted();
    return { identity, now: clock.wall(), clockTrusted, lastCounter: counter, lastIssued: issued };
  }

  #answer(id: string | null, command: string, fault: unknown, result?: CommandResult): Answer {
    const answer = { id, command, at: this.#deps.clock.wall(), duplicate: false };
    if (fault === undefined) return { ...answer, ok: true, result: result ?? {} };
    return { ...answer, ok: false, error: told(fault) };
  }

  #send(answer: Answer, replyTo: ReplyTo): void {
    this.#deps.uplink
      .answer(answer, replyTo)
      .catch((error: unknown) =>
        this.#deps.log.warn({ fault: describe(error), id: answer.id }, 'cannot send an answer'),
      );
  }

  #note(fault: unknown, facts: Facts): void {
    const { audit, clock, log } = this.#deps;
    const { code, message } = told(fault);
    log.warn({ ...facts, code, reason: message }, 'refused a message from the site');
    audit.note('command.refused', { ...facts, code }, clock.monotonic());
  }
}

const locksDown = (command: Command): boolean => command.command === 'mode' && command.args.mode === 'lockdown';

function requireSame(id: string, digest: string, known: string): void {
  if (digest === known) return;
  throw new CommandRejected('command.id-reused', `another command already used the id ${id}`, {
    remedy: 'Give each command a unique id.',
  });
}

/** The disk may have delayed the command: a door must not be unlocked long after it was requested. */
function requireInTime({ command, expires }: Command, now: Timestamp): void {
  if (now < expires) return;
  throw new CommandRejected('command.expired', `${command} expired while it was being recorded`, {
    remedy: 'Send it again, and check the terminal’s health: its storage is slow.',
  });
}

function told(fault: unknown): NonNullable<Answer['error']> {
  if (fault instanceof TerminalError) {
    const { code, message, remedy } = fault;
    const faults = settingFaults(fault);
    return { code, message, remedy, ...(faults.length > 0 ? { faults } : {}) };
  }
  const message = fault instanceof Error ? fault.message : String(fault);
  return { code: 'command.defect', message, remedy: 'This is a bug in Ostiary. Report it.' };
}
