import type { Facts } from '../audit/domain/audit.js';
import type { Verdict } from './domain/presentation.js';
import type { LiveFinding } from './domain/prove-alive.js';

/** What the audit log tells about a decision's evidence: scores, never pictures. */
export function factsOf(verdict: Exclude<Verdict, { kind: 'pending' }>): Facts {
  const similarity = 'similarity' in verdict ? verdict.similarity : undefined;
  return {
    ...(similarity === undefined ? {} : { similarity: rounded(similarity) }),
    ...(verdict.kind === 'agreed' ? livenessFacts(verdict.liveness) : {}),
    ...(verdict.kind === 'unanswered' ? { asked: verdict.asked.join(', '), failed: verdict.how } : {}),
  };
}

function livenessFacts(finding: LiveFinding): Facts {
  switch (finding.kind) {
    case 'unchecked':
      return {};
    case 'live':
      return {
        liveness: rounded(finding.score),
        ...(finding.answered.length === 0 ? {} : { answered: finding.answered.join(', ') }),
      };
    case 'refused':
      return {
        ...(finding.score === undefined ? {} : { liveness: rounded(finding.score) }),
        ...(finding.by === undefined ? {} : { detectedBy: finding.by }),
      };
    default:
      return finding satisfies never;
  }
}

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
