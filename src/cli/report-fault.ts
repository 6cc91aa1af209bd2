import { TerminalError } from '../base/errors.js';

/** Tells a person on standard error what went wrong and what to do; returns the exit status. */
export function reportFault(error: unknown): number {
  if (error instanceof TerminalError) {
    process.stderr.write(`ostiary: ${error.message}\n  code:   ${error.code}\n  remedy: ${error.remedy}\n`);
    return error.exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `ostiary: unexpected fault: ${text}\n  remedy: This is a defect of Ostiary. Please report these lines.\n`,
  );
  return 70;
}
