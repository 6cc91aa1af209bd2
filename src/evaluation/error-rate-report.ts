import { type Interval, wilson } from './domain/confidence-intervals.js';
import { type Evaluation, gallerySizes, ratesAt } from './error-rates.js';

const falseAcceptRates = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6] as const;
/** Fewer false matches than this do not support a rate. */
const fewest = 10;

/** The measurements, as text. */
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
  const column = (text: string): string => text.padEnd(26);
  const sizes = gallerySizes.flatMap((size) => [column(`FPIR@${size}`), column(`FNIR@${size}`)]);
  const lines = [`similarity  ${column('FMR')}${'FNMR'.padEnd(10)}${sizes.join('')}`];
  const { impostor } = evaluation.comparisons;
  for (let step = 5; step <= 17; step++) {
    const similarity = step / 25;
    const { fmr, fnmr } = ratesAt(evaluation, similarity, 0);
    const searched = gallerySizes.flatMap((size) => {
      const { fpir, fnir, fpirLimits, fnirLimits } = ratesAt(evaluation, similarity, size);
      const mark = fpirLimits === undefined ? '~' : '';
      return [
        column(`${mark}${shown(fpir)}${limits(fpirLimits)}`),
        column(`${mark}${shown(fnir)}${limits(fnirLimits)}`),
      ];
    });
    const single = `${shown(fmr)}${limits(wilson(impostor.countFrom(similarity), impostor.count))}`;
    lines.push(
      `${similarity.toFixed(2).padEnd(12)}${column(single)}${shown(fnmr).padEnd(10)}${searched.join('')}`.trimEnd(),
    );
  }
  return lines;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

/** A rate with about three figures, in as few characters as that takes. */
const shown = (rate: number): string => (rate === 0 || rate >= 0.01 ? rate.toFixed(3) : rate.toExponential(1));

const limits = (range: Interval | undefined): string =>
  range === undefined ? '' : ` (${range.map(shown).join(' to ')})`;
