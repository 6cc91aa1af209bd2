import type { TerminalConfig } from '../schema/schema.js';

type Access = Pick<TerminalConfig, 'recognition' | 'liveness'>;

interface Rule {
  readonly name: string;
  /** Higher is stricter. */
  readonly strictness: (access: Access) => number;
  /** The allowed values, in words, for this minimum strictness. */
  readonly allowed: (least: number) => string;
}

const atLeast = (least: number): string => `at least ${least}`;
const rules: readonly Rule[] = [
  // While the embedder's threshold is unknown, only the technician's own value counts as strict enough.
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
 * Finds where a site's access policy is laxer than both the technician's file and the shipped defaults (for `minSimilarity`, the embedder's
 * threshold). A site may make terminals stricter at will, but stolen site keys must not make them let anyone in.
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
