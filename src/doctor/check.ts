import { TerminalError } from '../base/errors.js';
import { type Finding, fail } from './finding.js';

export interface Checked {
  readonly check: string;
  /** What was read, for the support archive: plain JSON, without biometrics or secrets. */
  readonly reading: unknown;
  readonly findings: readonly Finding[];
}

export interface Check {
  readonly name: string;
  run(): Promise<Checked>;
}

const longest = 30_000;

/** A look at one thing: `probe` reads, `judge` is pure. A probe that throws, or hangs for 30 s, is a finding too. */
export function check<Reading>(
  name: string,
  probe: () => Reading | Promise<Reading>,
  judge: (reading: Reading) => readonly Finding[],
): Check {
  return {
    name,
    async run() {
      try {
        const reading = await within(longest, Promise.resolve().then(probe));
        return { check: name, reading, findings: judge(reading) };
      } catch (error) {
        return { check: name, reading: null, findings: [faultFinding(error)] };
      }
    },
  };
}

export function faultFinding(error: unknown): Finding {
  if (error instanceof TerminalError) return fail(`${error.code}: ${error.message}`, error.remedy);
  return fail(error instanceof Error ? error.message : String(error), 'Report this line: the check itself failed.');
}

function within<T>(limit: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limit / 1000} s`)), limit);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
