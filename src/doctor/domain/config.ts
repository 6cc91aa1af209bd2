import { type Finding, ok, warn } from './finding.js';

export interface ConfigReading {
  readonly file: string;
  /** Settings of the site that override the file. */
  readonly overrides: readonly string[];
  /** Settings of the site that are not in use, and why. */
  readonly aside: readonly string[];
  /** What the configuration lets happen, and must have been accepted. */
  readonly risks: readonly string[];
}

export function judgeConfig({ file, overrides, aside, risks }: ConfigReading): readonly Finding[] {
  const set =
    overrides.length === 0 ? [] : [ok(['the site overrides:', ...overrides.map((line) => `  ${line}`)].join('\n'))];
  const unused = aside.length === 0 ? [] : [warn(aside.join('\n'), remedy)];
  return [ok(`${file} is valid`), ...set, ...unused, ...risks.map((risk) => warn(risk, acceptance))];
}

const remedy =
  'Correct the place named, have the site send the settings again, or remove them: ostiary config drop-site.';
const acceptance = 'Leave it only where you accept this. Otherwise: ostiary config set liveness.level standard.';
