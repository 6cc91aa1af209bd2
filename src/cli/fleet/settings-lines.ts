import type { SettingsReport } from '../../settings/domain/site-settings.js';
import type { Show } from './command.js';

type Changes = Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;

/** What `policy` or `config-set` changed at a terminal, as far as its answer says. */
export const showChanges: Show = (result) => {
  const lines = (changes: unknown, note: string): readonly string[] =>
    Object.entries((changes ?? {}) as Changes).map(
      ([setting, { from, to }]) => `${setting}: ${shown(from)} → ${shown(to)}${note}`,
    );
  const all = [...lines(result.applied, ''), ...lines(result.restart, ' (applies after a restart of the terminal)')];
  return listed(all.length > 0 ? all : ['no change']);
};

/** The answer to `config-get`. */
export const showSettings: Show = (result) => {
  const { policy = 0, settings = {}, aside = [] } = result as Partial<SettingsReport>;
  return listed([
    policy === 0 ? 'no policy' : `policy ${policy}`,
    ...Object.entries(settings).map(
      ([name, { value, origin, by }]) => `${name.padEnd(27)} ${shown(value).padEnd(10)} ${origin.padEnd(12)} ${by}`,
    ),
    ...aside.map((line) => `warning: ${line}`),
  ]);
};

const listed = (lines: readonly string[]): string => ['done', ...lines.map((line) => `  ${line}`)].join('\n');

const shown = (value: unknown): string => (value === null || value === undefined ? 'not set' : String(value));
