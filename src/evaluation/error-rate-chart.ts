import type { Evaluation } from './error-rates.js';

/** A line of a chart: points in data coordinates, in the order in which they are joined. */
interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

interface Axis {
  readonly label: string;
  /** Powers of ten from and to, for a logarithmic axis. */
  readonly decades: readonly [from: number, to: number];
}

interface Panel {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

const colours = ['#1b6ca8', '#c8553d', '#3a7d44', '#8d6a9f', '#b8860b', '#444444'];
const side = 420;
const margin = { left: 70, right: 20, top: 40, bottom: 60 };
const pitch = margin.left + side + margin.right;

/** ROC (as misses), DET and FPIR/FNIR of several evaluations, as one SVG. Both axes are logarithmic; down and left is better. */
export function chart(evaluations: readonly Evaluation[]): string {
  const panels = panelsOf(evaluations);
  const height = margin.top + side + margin.bottom + 20 * evaluations.length;
  const legend = evaluations.map(({ name }, i) => {
    const y = margin.top + side + margin.bottom + 20 * i;
    return `<rect x="${margin.left}" y="${y - 9}" width="24" height="4" fill="${colours[i % colours.length]}"/><text x="${margin.left + 32}" y="${y - 3}">${escaped(name)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${panels.length * pitch}" height="${height}" font-family="sans-serif" font-size="12">`,
    '<rect width="100%" height="100%" fill="white"/>',
    ...panels.map(
      (panel, i) => `<g transform="translate(${i * pitch + margin.left} ${margin.top})">${drawn(panel)}</g>`,
    ),
    ...legend,
    '</svg>\n',
  ].join('\n');
}

function panelsOf(evaluations: readonly Evaluation[]): readonly Panel[] {
  const thresholds = Array.from({ length: 481 }, (_, i) => -0.2 + i * 0.0025);
  const miss: Axis = { label: 'FNMR', decades: [-3, 0] };
  const roc = evaluations.map(({ name, comparisons: { genuine, impostor } }) => ({
    name,
    points: thresholds.map((t) => [impostor.shareFrom(t), genuine.shareFrom(t)] as const),
  }));
  const det = roc.map(({ name, points }) => ({ name, points: points.map(([fmr, tar]) => [fmr, 1 - tar] as const) }));
  const sizes = [...new Set(evaluations.flatMap(({ searches }) => searches.map((s) => s.gallerySize)))];
  return [
    {
      title: 'ROC',
      x: { label: 'FMR', decades: [-6, 0] },
      y: { label: 'true match rate (linear)', decades: [0, 0] },
      series: roc,
    },
    { title: 'DET', x: { label: 'FMR', decades: [-6, 0] }, y: miss, series: det },
    ...sizes.map((size) => ({
      title: `Open set, ${size} people enrolled`,
      x: { label: 'FPIR', decades: [-4, 0] as const },
      y: { ...miss, label: 'FNIR' },
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

/** Position of a value on an axis, 0..1; an axis without decades is linear. */
function position({ decades: [from, to] }: Axis, value: number): number | undefined {
  if (from === to) return value;
  return value > 0 ? (Math.log10(value) - from) / (to - from) : undefined;
}

function drawn({ title, x, y, series }: Panel): string {
  const frame = `<rect width="${side}" height="${side}" fill="none" stroke="#888"/><text x="${side / 2}" y="-14" text-anchor="middle" font-size="15">${escaped(title)}</text>`;
  const lines = series.map(({ name, points }, i) => {
    const placed = points.flatMap(([px, py]) => {
      const [u, v] = [position(x, px), position(y, py)];
      return u === undefined || v === undefined || u < 0 || v < 0
        ? []
        : [`${(u * side).toFixed(1)},${((1 - v) * side).toFixed(1)}`];
    });
    return `<polyline fill="none" stroke="${colours[i % colours.length]}" stroke-width="2" points="${placed.join(' ')}"><title>${escaped(name)}</title></polyline>`;
  });
  return [frame, ...ticks(x, true), ...ticks(y, false), ...lines].join('\n');
}

function ticks(axis: Axis, across: boolean): string[] {
  const [from, to] = axis.decades;
  const values =
    from === to ? [0, 0.2, 0.4, 0.6, 0.8, 1] : Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
  const marks = values.map((value) => {
    const at = (position(axis, value) ?? 0) * side;
    const text = from === to ? value.toFixed(1) : value >= 0.01 ? String(value) : value.toExponential(0);
    return across
      ? `<path d="M${at} 0V${side}" stroke="#ddd"/><text x="${at}" y="${side + 18}" text-anchor="middle">${text}</text>`
      : `<path d="M0 ${side - at}H${side}" stroke="#ddd"/><text x="-8" y="${side - at + 4}" text-anchor="end">${text}</text>`;
  });
  const label = across
    ? `<text x="${side / 2}" y="${side + 38}" text-anchor="middle">${axis.label}</text>`
    : `<text transform="translate(-48 ${side / 2}) rotate(-90)" text-anchor="middle">${axis.label}</text>`;
  return [...marks, label];
}

const escaped = (text: string): string => text.replace(/[<>&"]/g, (c) => `&#${c.charCodeAt(0)};`);
