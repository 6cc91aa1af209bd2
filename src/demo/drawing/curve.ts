export type Knots = readonly (readonly [at: number, value: number])[];

/** A smooth function through knots in ascending order, without overshoot (Fritsch and Carlson 1980); constant beyond its ends. */
export function curve(knots: Knots): (at: number) => number {
  const xs = Float64Array.from(knots, ([at]) => at);
  const ys = Float64Array.from(knots, ([, value]) => value);
  const last = xs.length - 1;
  const x = (i: number): number => xs[i] as number;
  const y = (i: number): number => ys[i] as number;
  const secant = (i: number): number => (y(i + 1) - y(i)) / (x(i + 1) - x(i));
  const slopes = Float64Array.from(knots, (_, i) => {
    if (i === 0) return secant(0);
    if (i === last) return secant(last - 1);
    const [before, behind] = [secant(i - 1), secant(i)];
    return before * behind <= 0 ? 0 : (2 * before * behind) / (before + behind);
  });
  return (at) => {
    if (at <= x(0)) return y(0);
    if (at >= x(last)) return y(last);
    let i = 0;
    while (at > x(i + 1)) i++;
    const width = x(i + 1) - x(i);
    const t = (at - x(i)) / width;
    const [m0, m1] = [slopes[i] as number, slopes[i + 1] as number];
    const u = 1 - t;
    return (
      (1 + 2 * t) * u * u * y(i) + t * u * u * width * m0 + t * t * (3 - 2 * t) * y(i + 1) - t * t * u * width * m1
    );
  };
}
