import type { Millis } from '../../base/units.js';
import { formatDuration } from './duration.js';

/**
 * Makes a rule between settings run even if another setting of the section is invalid, so that all errors are reported at once. The rule
 * must therefore expect values of any type.
 */
export const evenWithFaults = {
  when: ({ value }: { readonly value: unknown }): boolean => typeof value === 'object' && value !== null,
};

/** Arguments of zod's `refine` for a rule between settings. */
export type Rule = [
  holds: (settings: unknown) => boolean,
  fault: {
    path: string[];
    error: (issue: { readonly input?: unknown }) => string;
    params?: typeof betweenSettings;
  } & typeof evenWithFaults,
];

/** Marks an error that depends on another setting. */
export const betweenSettings = { between: true } as const;

interface Pair {
  readonly low: string;
  readonly high: string;
  /** The setting that the error is reported for. */
  readonly at: string;
  readonly equal: 'allowed' | 'refused';
  readonly unit?: 'duration';
}

/** Two numbers of a section, of which one bounds the other. */
export function ordered({ low, high, at, equal, unit }: Pair): Rule {
  const numbers = (value: unknown) => {
    const settings = value as Readonly<Record<string, unknown>>;
    const [a, b] = [settings[low], settings[high]];
    return typeof a === 'number' && typeof b === 'number' ? ([a, b] as const) : undefined;
  };
  const write = (n: number): string => (unit === 'duration' ? formatDuration(n as Millis) : String(n));
  const holds = (value: unknown): boolean => {
    const pair = numbers(value);
    return pair === undefined || pair[0] < pair[1] || (equal === 'allowed' && pair[0] === pair[1]);
  };
  const error = ({ input }: { readonly input?: unknown }): string => {
    const [a, b] = numbers(input) ?? [0, 0];
    const relation = equal === 'allowed' ? 'or equal to ' : '';
    return at === low
      ? `${write(a)} must be below ${relation}${high}, which is ${write(b)}`
      : `${write(b)} must be above ${relation}${low}, which is ${write(a)}`;
  };
  return [holds, { path: [at], error, params: betweenSettings, ...evenWithFaults }];
}
