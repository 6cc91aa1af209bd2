import { type Finding, ok, warn } from './finding.js';

export interface ConfigReading {
  readonly file: string;
  /** What the site has set over the file, and is in use. */
  readonly overrides: readonly string[];
  /** What it has set and is not in use, and why. */
  readonly aside: readonly string[];
}

export function judgeConfig({ file, overrides, aside }: ConfigReading): readonly Finding[] {
  const set =
    overrides.length === 0
      ? []
      : [ok(['the site has set over it:', ...overrides.map((line) => `  ${line}`)].join('\n'))];
  const unused = aside.length === 0 ? [] : [warn(aside.join('\n'), remedy)];
  return [ok(`${file} is valid`), ...set, ...unused];
}

const remedy =
  'Mend the place named, have the site send it anew, or drop what the site has set: ostiary config drop-site.';
