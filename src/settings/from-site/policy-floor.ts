import { livenessLevels } from '../../access/domain/liveness-level.js';
import type { TerminalConfig } from '../schema/schema.js';

type Access = Pick<TerminalConfig, 'recognition' | 'liveness'>;

interface Rule {
  readonly name: string;
  /** Higher is stricter. */
  readonly strictness: (access: Access) => number;
  /** The allowed values, in words, for this minimum strictness. */
  readonly allowed: (least: number) => string;
  /** True if the technician’s own value is the floor, even where it is stricter than the shipped one. */
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

interface Laxity {
  readonly name: string;
  readonly allowed: string;
}

/**
 * Finds where a site's access policy is laxer than both the technician's file and the shipped defaults (for `minSimilarity`, the embedder's
 * threshold), or, for liveness, laxer than the technician's file alone. A site may make terminals stricter at will, but stolen site keys
 * must not make them let anyone in.
 */
export function laxities(wanted: Access, local: Access, shipped: Access): readonly Laxity[] {
  const measured = rules.filter(({ asLocal }) => !asLocal);
  const least = ({ strictness }: Rule): number => Math.min(strictness(local), strictness(shipped));
  return [...laxerThan(measured, least, wanted), ...laxerThanLocal(wanted, local)];
}

/** The part of that which holds at any time: the technician may have become stricter since the policy was sent. */
export function laxerThanLocal(wanted: Access, local: Access): readonly Laxity[] {
  const own = rules.filter(({ asLocal }) => asLocal);
  return laxerThan(own, ({ strictness }) => strictness(local), wanted);
}

function laxerThan(of: readonly Rule[], least: (rule: Rule) => number, wanted: Access): readonly Laxity[] {
  return of.flatMap((rule) => {
    const bound = least(rule);
    return rule.strictness(wanted) < bound ? [{ name: rule.name, allowed: rule.allowed(bound) }] : [];
  });
}
