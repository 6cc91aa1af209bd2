const central = [
  [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239],
  [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1],
] as const;
const tail = [
  [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ],
  [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1],
] as const;
const tailBelow = 0.02425;

/** The standard normal deviate below which `share` of a population lies (Acklam's approximation, error below 1.2e-9 of it). */
export function normalDeviate(share: number): number {
  if (!(share >= 0 && share <= 1)) return Number.NaN;
  if (share === 0 || share === 1) return share === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (share > 1 - tailBelow) return -normalDeviate(1 - share);
  if (share < tailBelow) return ratio(tail, Math.sqrt(-2 * Math.log(share)));
  const from = share - 0.5;
  return from * ratio(central, from * from);
}

const ratio = ([above, below]: readonly [readonly number[], readonly number[]], x: number): number =>
  polynomial(above, x) / polynomial(below, x);

const polynomial = (factors: readonly number[], x: number): number => factors.reduce((sum, factor) => sum * x + factor);
