import type { Rate } from './attack-rates.js';

/** `2.0 % (0.6 to 7.1), 2 of 98` */
export function shown({ hits, of, share, limits: [low, high] }: Rate): string {
  if (of === 0) return 'none';
  return `${percent(share)} (${tenth(low)} to ${tenth(high)}), ${hits} of ${of}`;
}

const tenth = (share: number): string => (100 * share).toFixed(1);
export const percent = (share: number): string => `${tenth(share)} %`;
