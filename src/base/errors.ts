/**
 * The errors of Ostiary. Each has a stable code, its place, and a remedy for the technician.
 * A denial is a value, never an error.
 */

export interface FaultDetails {
  /** What a technician must do; a full sentence in the imperative. */
  readonly remedy: string;
  /** Facts that name the place: file, line, device, ids. Never biometrics or secrets. */
  readonly context?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A fault that an adapter keeps in a table, keyed by a library's error. `what` follows the name of the place. */
export interface FaultKind {
  readonly code: string;
  readonly what: string;
  readonly remedy: string;
}

export abstract class TerminalError extends Error {
  /** Process exit status if this ends a command (from sysexits.h where possible). */
  abstract readonly exitCode: number;
  /** Stable and dotted, e.g. `door.line-busy`; the same in log, CLI, MQTT and documentation. */
  readonly code: string;
  readonly remedy: string;
  readonly context: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, details: FaultDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.remedy = details.remedy;
    this.context = details.context ?? {};
  }
}

/** The configuration cannot be used. Exit 78 (EX_CONFIG), so that systemd does not restart in a loop. */
export class ConfigError extends TerminalError {
  readonly exitCode = 78;
}

/** Camera, GPIO or accelerator failed. `transient` faults are retried with backoff. */
export class HardwareFault extends TerminalError {
  readonly exitCode = 69;
  readonly transient: boolean;
  constructor(code: string, message: string, details: FaultDetails & { readonly transient?: boolean }) {
    super(code, message, details);
    this.transient = details.transient ?? false;
  }
}

/** A model, its bundle or the inference runtime cannot be used. */
export class ModelError extends TerminalError {
  readonly exitCode = 65;
}

/** Gallery, audit or key storage cannot be used. */
export class StoreError extends TerminalError {
  readonly exitCode = 74;
}

/** Broker or sync failed; never stops the door. */
export class UplinkError extends TerminalError {
  readonly exitCode = 75;
}

/** A command or its input was refused; nothing was changed. */
export class CommandRejected extends TerminalError {
  readonly exitCode = 65;
}

/** The arguments of a command are contradictory or incomplete; nothing was changed. */
export class UsageError extends TerminalError {
  readonly exitCode = 64;
}

/** A programming error: an assumption of the code does not hold. */
export class InvariantError extends TerminalError {
  readonly exitCode = 70;
  constructor(code: string, message: string, context?: Readonly<Record<string, unknown>>) {
    super(code, message, {
      remedy: 'This is a bug in Ostiary. Report it with the surrounding log.',
      ...(context === undefined ? {} : { context }),
    });
  }
}

/** One line for logs and consoles: `code: message (remedy)`. */
export function describe(error: unknown): string {
  if (error instanceof TerminalError) return `${error.code}: ${error.message}. ${error.remedy}`;
  return error instanceof Error ? error.message : String(error);
}
