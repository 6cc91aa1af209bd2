import type { TerminalConfig } from '../schema/schema.js';

type Access = Pick<TerminalConfig, 'recognition' | 'liveness'>;

interface Rule {
  readonly name: string;
  /** Higher is stricter. */
  readonly strictness: (access: Access) => number;
  /** What is allowed, in words, where this is the least strictness. */
  readonly allowed: (least: number) => string;
}

const atLeast = (least: number): string => `at least ${least}`;
const rules: readonly Rule[] = [
  // Undefined where nobody knows yet what the embedder states: then nothing is strict enough but what the technician wrote.
  { name: 'recognition.minSimilarity', strictness: ({ recognition: r }) => r.minSimilarity ?? 1, allowed: atLeast },
  { name: 'recognition.margin', strictness: ({ recognition: r }) => r.margin, allowed: atLeast },
  { name: 'recognition.agree', strictness: ({ recognition: r }) => r.agree, allowed: atLeast },
  {
    name: 'recognition.of',
    strictness: ({ recognition: r }) => r.agree - r.of,
    allowed: (least) => `at most ${-least} more than agree`,
  },
  {
    name: 'liveness.policy',
    strictness: ({ liveness }) => (liveness.policy === 'required' ? 1 : 0),
    allowed: () => 'required',
  },
];

/**
 * In what an access policy from afar is laxer than both what the technician wrote at the terminal and what Ostiary ships (for
 * `minSimilarity`, what the embedder states). A site may make its terminals stricter at will; whoever stole its keys must not make
 * them let in anybody.
 */
export function laxities(
  wanted: Access,
  local: Access,
  shipped: Access,
): readonly { readonly name: string; readonly allowed: string }[] {
  return rules.flatMap(({ name, strictness, allowed }) => {
    const least = Math.min(strictness(local), strictness(shipped));
    return strictness(wanted) < least ? [{ name, allowed: allowed(least) }] : [];
  });
}
