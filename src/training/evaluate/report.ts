import { type Evaluation, gallerySizes, ratesAt } from './evaluation.js';
import type { Interval } from './intervals.js';
import { wilson } from './intervals.js';

const falseAcceptRates = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6] as const;
/** Fewer false matches than this are no basis for a rate. */
const fewest = 10;

/** What was measured, as text for a person. */
export function report(evaluation: Evaluation): string {
  const { name, pictures, missed, comparisons } = evaluation;
  return [
    `${name}: ${pictures} pictures of ${comparisons.personCount} people, no face found in ${missed.length} (FTA ${percent(missed.length / pictures)})`,
    ...verification(evaluation),
    '',
    `${comparisons.genuine.count} genuine and ${comparisons.impostor.count} impostor comparisons, all pictures without quality gates`,
    ...[comparisons.genuine, comparisons.impostor].map(
      (scores, i) =>
        `  ${i === 0 ? 'genuine ' : 'impostor'}  ${[0, 0.01, 0.5, 0.99, 0.999, 1].map((q) => `p${q * 100} ${scores.quantile(q).toFixed(3)}`).join('  ')}`,
    ),
    ...acceptance(evaluation),
    '',
    ...table(evaluation),
    '',
    'In brackets: 95 % limits by a bootstrap over people; of the FMR by Wilson, too narrow because comparisons of the same people hang together.',
    '~ is extrapolated: FPIR as 1-(1-FMR)^N, which supposes independent comparisons; the FNIR is then at least the FNMR.',
  ].join('\n');
}

function verification({ verification }: Evaluation): string[] {
  if (verification === undefined) return [];
  const { pairs, folds, accuracy, genuine, impostor } = verification;
  const threshold = impostor.thresholdFor(1e-3);
  return [
    `LFW protocol, ${pairs} pairs, ${folds} folds: accuracy ${percent(accuracy.mean)} ± ${percent(accuracy.deviation)}; TAR ${genuine.shareFrom(threshold).toFixed(4)}${limits(wilson(genuine.countFrom(threshold), genuine.count))} at FAR 1e-3`,
  ];
}

function acceptance({ comparisons }: Evaluation): string[] {
  const { genuine, impostor } = comparisons;
  return falseAcceptRates
    .filter((far) => far * impostor.count >= fewest)
    .map((far) => {
      const threshold = impostor.thresholdFor(far);
      return `  TAR ${genuine.shareFrom(threshold).toFixed(4)}${limits(comparisons.acceptance(threshold))} at FAR ${far.toExponential(0)}, similarity ${threshold.toFixed(3)}`;
    });
}

function table(evaluation: Evaluation): string[] {
  const sizes = gallerySizes.map((size) => `FPIR@${size}`.padStart(22) + `FNIR@${size}`.padStart(22));
  const lines = [`similarity  ${'FMR'.padEnd(28)}${'FNMR'.padStart(8)}${sizes.join('')}`];
  const { impostor } = evaluation.comparisons;
  for (let similarity = 0.2; similarity < 0.7001; similarity += 0.04) {
    const columns = gallerySizes.map((size) => {
      const { fpir, fnir, fpirLimits, fnirLimits } = ratesAt(evaluation, similarity, size);
      return [
        [fpir, fpirLimits],
        [fnir, fnirLimits],
      ]
        .map(([rate, range]) =>
          `${range ? '' : '~'}${(rate as number).toFixed(4)}${limits(range as Interval | undefined)}`.padStart(22),
        )
        .join('');
    });
    const { fmr, fnmr } = ratesAt(evaluation, similarity, 0);
    const range = wilson(impostor.countFrom(similarity), impostor.count).map((limit) => limit.toExponential(1));
    lines.push(
      `${similarity.toFixed(2).padStart(10)}  ${`${fmr.toExponential(2)} (${range.join('..')})`.padEnd(28)}${fnmr.toFixed(4).padStart(8)}${columns.join('')}`,
    );
  }
  return lines;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

const limits = (range: Interval | undefined): string =>
  range === undefined ? '' : ` (${range.map((limit) => limit.toFixed(3).replace(/^0\./, '.')).join('..')})`;
