import { type Axis, drawPanels, type Panel } from './chart.js';
import type { Evaluation } from './error-rates.js';

/** ROC (as misses), DET and FPIR/FNIR of several evaluations, as one SVG. Both axes are logarithmic; down and left is better. */
export function chart(evaluations: readonly Evaluation[]): string {
  return drawPanels(
    panelsOf(evaluations),
    evaluations.map(({ name }) => name),
  );
}

function panelsOf(evaluations: readonly Evaluation[]): readonly Panel[] {
  const thresholds = Array.from({ length: 481 }, (_, i) => -0.2 + i * 0.0025);
  const roc = evaluations.map(({ name, comparisons: { genuine, impostor } }) => ({
    name,
    points: thresholds.map((t) => [impostor.shareFrom(t), genuine.shareFrom(t)] as const),
  }));
  const det = roc.map(({ name, points }) => ({ name, points: points.map(([fmr, tar]) => [fmr, 1 - tar] as const) }));
  const sizes = [...new Set(evaluations.flatMap(({ searches }) => searches.map((s) => s.gallerySize)))];
  return [
    { title: 'ROC', x: decades('FMR', -6, 0), y: linear('true match rate (linear)'), series: roc },
    { title: 'DET', x: decades('FMR', -6, 0), y: decades('FNMR', -3, 0), series: det },
    ...sizes.map((size) => ({
      title: `Open set, ${size} people enrolled`,
      x: decades('FPIR', -4, 0),
      y: decades('FNIR', -3, 0),
      series: evaluations.flatMap(({ name, searches }) => {
        const found = searches.find((s) => s.gallerySize === size);
        if (found === undefined) return [];
        return [
          { name, points: thresholds.map((t) => [found.nonMated.shareFrom(t), 1 - found.mated.shareFrom(t)] as const) },
        ];
      }),
    })),
  ];
}

/** A logarithmic axis between powers of ten. */
function decades(label: string, from: number, to: number): Axis {
  const values = Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
  return {
    label,
    ticks: values.map((value) => ({ value, text: value >= 0.01 ? String(value) : value.toExponential(0) })),
    position: (value) => (value > 0 ? (Math.log10(value) - from) / (to - from) : undefined),
  };
}

function linear(label: string): Axis {
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1].map((value) => ({ value, text: value.toFixed(1) }));
  return { label, ticks, position: (value) => value };
}
