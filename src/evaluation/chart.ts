/** A line of a chart: points in data coordinates, in the order in which they are joined. */
interface Series {
  readonly name: string;
  readonly points: readonly Point[];
  /** A point to be marked. */
  readonly mark?: Point;
}

type Point = readonly [x: number, y: number];

/** What an axis shows, and where. */
export interface Axis {
  readonly label: string;
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
  /** Position of a value, 0 at the low end, 1 at the high end; undefined, or outside, where it is not drawn. */
  readonly position: (value: number) => number | undefined;
}

export interface Panel {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

const colours = ['#1b6ca8', '#c8553d', '#3a7d44', '#8d6a9f', '#b8860b', '#444444', '#d16ba5', '#2aa198'];
const side = 420;
const margin = { left: 70, right: 20, top: 40, bottom: 60 };
const pitch = margin.left + side + margin.right;

/** Panels side by side, as one SVG. @param legend one line for each series, in order */
export function drawPanels(panels: readonly Panel[], legend: readonly string[]): string {
  const height = margin.top + side + margin.bottom + 20 * legend.length;
  const lines = legend.map((text, i) => {
    const y = margin.top + side + margin.bottom + 20 * i;
    return `<rect x="${margin.left}" y="${y - 9}" width="24" height="4" fill="${colourOf(i)}"/><text x="${margin.left + 32}" y="${y - 3}">${escaped(text)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${panels.length * pitch}" height="${height}" font-family="sans-serif" font-size="12">`,
    '<rect width="100%" height="100%" fill="white"/>',
    ...panels.map(
      (panel, i) => `<g transform="translate(${i * pitch + margin.left} ${margin.top})">${drawn(panel)}</g>`,
    ),
    ...lines,
    '</svg>\n',
  ].join('\n');
}

const colourOf = (series: number): string => colours[series % colours.length] as string;

function drawn({ title, x, y, series }: Panel): string {
  const frame = `<rect width="${side}" height="${side}" fill="none" stroke="#888"/><text x="${side / 2}" y="-14" text-anchor="middle" font-size="15">${escaped(title)}</text>`;
  const placed = ([px, py]: Point): readonly [string, string] | undefined => {
    const [u, v] = [x.position(px), y.position(py)];
    if (u === undefined || v === undefined || !(u >= 0 && v >= 0)) return undefined;
    return [(u * side).toFixed(1), ((1 - v) * side).toFixed(1)];
  };
  const lines = series.map(({ name, points, mark }, i) => {
    const path = points.flatMap((point) => placed(point)?.join(',') ?? []);
    const dot = mark && placed(mark);
    const marked = dot ? `<circle cx="${dot[0]}" cy="${dot[1]}" r="5" fill="${colourOf(i)}"/>` : '';
    return `<polyline fill="none" stroke="${colourOf(i)}" stroke-width="2" points="${path.join(' ')}"><title>${escaped(name)}</title></polyline>${marked}`;
  });
  return [frame, ...ticksOf(x, true), ...ticksOf(y, false), ...lines].join('\n');
}

function ticksOf({ label, ticks, position }: Axis, across: boolean): string[] {
  const marks = ticks.map(({ value, text }) => {
    const at = (position(value) ?? 0) * side;
    return across
      ? `<path d="M${at} 0V${side}" stroke="#ddd"/><text x="${at}" y="${side + 18}" text-anchor="middle">${text}</text>`
      : `<path d="M0 ${side - at}H${side}" stroke="#ddd"/><text x="-8" y="${side - at + 4}" text-anchor="end">${text}</text>`;
  });
  const name = across
    ? `<text x="${side / 2}" y="${side + 38}" text-anchor="middle">${escaped(label)}</text>`
    : `<text transform="translate(-48 ${side / 2}) rotate(-90)" text-anchor="middle">${escaped(label)}</text>`;
  return [...marks, name];
}

const escaped = (text: string): string => text.replace(/[<>&"]/g, (c) => `&#${c.charCodeAt(0)};`);
