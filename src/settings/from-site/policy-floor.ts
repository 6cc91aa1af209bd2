import { livenessLevels } from '../../access/domain/liveness-level.js';
import type { TerminalConfig } from '../schema/schema.js';

type Access = Pick<TerminalConfig, 'recognition' | 'liveness'>;

interface Rule {
  readonly name: string;
  /** Higher is stricter. */
  readonly strictness: (access: Access) => number;
  /** The allowed values, in words, for this minimum strictness. */
  readonly allowed: (least: number) => string;
  /** True if even a stricter value of the technician than the shipped one must be kept. */
  readonly asLocal?: boolean;
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
    name: 'liveness.level',
    strictness: ({ liveness }) => livenessLevels.indexOf(liveness.level),
    allowed: (least) => livenessLevels.slice(least).join(' or '),
    asLocal: true,
  },
];

/**
 * Finds where a site's access policy is laxer than both the technician's file and the shipped defaults (for `minSimilarity`, the embedder's
 * threshold), or, for liveness, laxer than the technician's file. A site may make terminals stricter at will, but stolen site keys must not make them let anyone in.
 */
export function laxities(
  wanted: Access,
  local: Access,
  shipped: Access,
): readonly { readonly name: string; readonly allowed: string }[] {
  return rules.flatMap(({ name, strictness, allowed, asLocal }) => {
    const least = asLocal ? strictness(local) : Math.min(strictness(local), strictness(shipped));
    return strictness(wanted) < least ? [{ name, allowed: allowed(least) }] : [];
  });
}
