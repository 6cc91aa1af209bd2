import { TerminalError } from '../base/errors.js';
import { seconds } from '../base/units.js';
import { within } from '../base/within.js';
import { systemClock } from '../platform/system-clock.js';
import { type Finding, fail } from './domain/finding.js';

export interface Checked {
  readonly check: string;
  /** The raw reading for the support archive: plain JSON, without biometrics or secrets. */
  readonly reading: unknown;
  readonly findings: readonly Finding[];
}

export interface Check {
  readonly name: string;
  run(): Promise<Checked>;
}

const longest = seconds(30);

/** A look at one thing: `read` looks, `judge` is pure. A reader that throws, or hangs for 30 s, is a finding too. */
export function check<Reading>(
  name: string,
  read: () => Reading | Promise<Reading>,
  judge: (reading: Reading) => readonly Finding[],
): Check {
  return {
    name,
    async run() {
      try {
        const work = Promise.resolve().then(read);
        if (!(await within(longest, work, systemClock()))) throw new Error(`no answer within ${longest / 1000} s`);
        const reading = await work;
        return { check: name, reading, findings: judge(reading) };
      } catch (error) {
        return { check: name, reading: null, findings: [faultFinding(error)] };
      }
    },
  };
}

function faultFinding(error: unknown): Finding {
  if (error instanceof TerminalError) return fail(`${error.code}: ${error.message}`, error.remedy);
  return fail(
    error instanceof Error ? error.message : String(error),
    'Report this line as a bug: the check itself failed.',
  );
}
