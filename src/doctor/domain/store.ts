import { type Finding, fail, ok } from './finding.js';

export interface StoreReading {
  readonly path: string;
  readonly people: number;
  readonly templates: number;
  /** Results of `PRAGMA integrity_check`; empty if sound. */
  readonly faults: readonly string[];
  readonly chain:
    | { readonly ok: true; readonly rows: number; readonly lastSequence: number; readonly head: string }
    | { readonly ok: false; readonly sequence: number; readonly detail: string };
  /** Time of the newest audit record. */
  readonly newestEvent?: number;
}

export function judgeStore({ path, people, templates, faults, chain }: StoreReading): readonly Finding[] {
  const [first] = faults;
  if (first !== undefined) {
    return [
      fail(
        `${path} is damaged: ${first}`,
        'Keep a copy of the file, then restore the latest backup: ostiary restore FILE.',
      ),
    ];
  }
  const counts = ok(`${path} is intact: ${people} people, ${templates} templates`);
  if (!chain.ok) {
    const remedy = `${path} was changed outside Ostiary. Keep a copy as evidence, then restore a backup: ostiary restore FILE.`;
    return [counts, fail(`the audit chain is broken at sequence ${chain.sequence}: ${chain.detail}`, remedy)];
  }
  const head = chain.rows === 0 ? '' : `, head ${chain.head.slice(0, 16)} at sequence ${chain.lastSequence}`;
  return [counts, ok(`the audit chain is intact: ${chain.rows} events${head}`)];
}
