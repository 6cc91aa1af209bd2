import { z } from 'zod';
import { durationPattern, parseDuration } from './duration.js';
import { shown } from './shown.js';

/**
 * The kinds of setting. Each takes its help text first and words its own errors; the report adds the default from the schema.
 */

interface Wrong {
  readonly input?: unknown;
}

/** The error message about a value; missing values read the same everywhere. */
export const wrong = (expectation: string) => ({
  error: ({ input }: Wrong): string => {
    if (input === undefined) return 'is required';
    if (input === null) return 'has no value; add one, or remove the line';
    return `${shown(input)} ${expectation}`;
  },
});

/** Text such as `5s`, parsed to milliseconds. */
export function duration(help: string, min: string, max: string) {
  const [low, high] = [parseDuration(min) ?? 0, parseDuration(max) ?? 0];
  const within = (parsed: number | undefined): boolean => parsed !== undefined && parsed >= low && parsed <= high;
  const error = (issue: Wrong): string => {
    const written = String(issue.input);
    const meant = ['s', 'ms', 'm', 'd', 'h'].map((unit) => written + unit).find((text) => within(parseDuration(text)));
    return /^\d+(?:\.\d+)?$/.test(written)
      ? `${written} has no unit; write a duration in ${min}..${max}, for example ${meant ?? max}`
      : wrong(`is not a duration in ${min}..${max}, for example ${max}`).error(issue);
  };
  return z
    .string({ error })
    .regex(durationPattern, { error })
    .transform((text, context) => {
      const parsed = parseDuration(text);
      if (parsed !== undefined && within(parsed)) return parsed;
      context.addIssue(`${text} is outside ${min}..${max}`);
      return z.NEVER;
    })
    .describe(`${help} (${min}..${max})`);
}

export function number(help: string, min: number, max: number) {
  const isNumber = wrong(`is not a number in ${min}..${max}`);
  const inRange = wrong(`is outside ${min}..${max}`);
  return z.number(isNumber).min(min, inRange).max(max, inRange).describe(help);
}

export function integer(help: string, min: number, max: number) {
  const isInteger = wrong(`is not a whole number in ${min}..${max}`);
  const inRange = wrong(`is outside ${min}..${max}`);
  return z.int(isInteger).min(min, inRange).max(max, inRange).describe(help);
}

export function flag(help: string) {
  return z.boolean(wrong('is neither true nor false')).describe(help);
}

export function choice<const Name extends string>(help: string, names: readonly [Name, ...Name[]]) {
  return z.enum(names, wrong(`is not one of ${names.join(', ')}`)).describe(help);
}

export function text(help: string, max = 64) {
  const error = wrong(`is not text of 1 to ${max} characters on one line`);
  return z
    .string(error)
    .min(1, error)
    .max(max, error)
    .regex(/^\P{Cc}*$/u, error)
    .describe(help);
}

/** A map of settings in which every key must be known. */
export function section<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, wrong('is not a map of settings'));
}

/**
 * When a change of a setting takes effect: `live`: immediately; `vision`: immediately, by restarting the vision process (the door keeps
 * working, recognition pauses); `restart`: when the daemon restarts.
 */
export type Applies = 'live' | 'vision' | 'restart';

/** Marks a setting, or all settings of a section that are not marked themselves. */
export function applies<Schema extends z.ZodType>(when: Applies, schema: Schema): Schema {
  return schema.meta({ ...schema.meta(), 'x-applies': when });
}

/** The command with which the site may set a setting (docs/protocol/PROTOCOL.md). */
export type Remote = 'policy' | 'config-set';

/**
 * Lets the site set a setting, or all settings of a section. Never for settings that could lock the site out of the terminal, give away
 * control of the door, or that name files, wires or secrets.
 */
export function remote<Schema extends z.ZodType>(by: Remote, schema: Schema): Schema {
  return schema.meta({ ...schema.meta(), 'x-remote': by });
}
