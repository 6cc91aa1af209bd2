import { type Millis, millis } from '../../base/units.js';

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A number and a unit, without a space: `500ms`, `5s`, `1.5m`, `2h`, `90d`. */
export const durationPattern = /^\d+(?:\.\d+)?(?:ms|s|m|h|d)$/;

/** Parses a duration to whole milliseconds; undefined if the text is not a duration. */
export function parseDuration(text: string): Millis | undefined {
  if (!durationPattern.test(text)) return undefined;
  const unit = text.replace(/^[\d.]+/, '') as keyof typeof units;
  return millis(Math.round(Number.parseFloat(text) * units[unit]));
}

/** The shortest exact way to write a duration. */
export function formatDuration(duration: Millis): string {
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    if (duration > 0 && duration % units[unit] === 0) return `${duration / units[unit]}${unit}`;
  }
  return `${duration}ms`;
}
