/** First and last sequence of a run of events, both included. */
export type SequenceRange = readonly [first: number, last: number];

/** Groups the numbers into ascending runs, each with its first and last; duplicates count once. */
export function rangesOf(numbers: readonly number[]): readonly SequenceRange[] {
  const ranges: [number, number][] = [];
  for (const n of [...numbers].sort((a, b) => a - b)) {
    const run = ranges.at(-1);
    if (run !== undefined && n <= run[1] + 1) run[1] = n;
    else ranges.push([n, n]);
  }
  return ranges;
}
