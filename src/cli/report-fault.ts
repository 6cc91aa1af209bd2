import { TerminalError } from '../base/errors.js';

/** Prints what went wrong and what to do on standard error; returns the exit status. */
export function reportFault(error: unknown): number {
  if (error instanceof TerminalError) {
    process.stderr.write(`ostiary: ${error.message}\n  code:   ${error.code}\n  remedy: ${error.remedy}\n`);
    return error.exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `ostiary: unexpected error: ${text}\n  remedy: This is a bug in Ostiary. Report it with these lines.\n`,
  );
  return 70;
}
