import { parse } from 'yaml';
import { ConfigError } from '../../base/errors.js';
import { type Layered, layeredNow } from '../from-site/layered.js';
import type { Override } from '../from-site/site-layer.js';
import { overridesInUse } from '../from-site/site-report.js';
import { type LoadOptions, readConfigText } from '../load/load.js';
import { migrate } from '../schema/migrations.js';
import { type Difference, differences, settingsOf } from '../schema/settings.js';
import { editConfig } from './edit.js';
import { writeConfig } from './write-config.js';

export interface ChangedSetting {
  readonly after: Layered;
  /** What the site has set this to, which stays in use. */
  readonly override: Override | undefined;
  /** What differs from before; undefined where the file was not valid before. */
  readonly found: readonly Difference[] | undefined;
}

/** Changes one setting of the technician’s file, or removes it. @throws ConfigError: then nothing was changed */
export async function changeSetting(
  file: string,
  name: string,
  value: string | undefined,
  options: LoadOptions,
): Promise<ChangedSetting> {
  const text = readConfigText(file);
  const edited = editConfig(editable(text, name), name, value);
  const after = layeredNow(edited, file, options);
  await writeConfig(file, edited);
  const override = overridesInUse(after).find((one) => one.name === name);
  return { after, override, found: override ? [] : foundBetween(() => layeredNow(text, file, options), after) };
}

/** The text to edit: in the current format where an older one writes the section differently, so that both are never mixed. */
function editable(text: string, name: string): string {
  const now = migrate(text).text;
  if (now === text) return text;
  const [section = ''] = name.split('.');
  const sectionOf = (of: string): string => JSON.stringify(parse(of)[section]);
  return sectionOf(text) === sectionOf(now) ? text : now;
}

function foundBetween(before: () => Layered, after: Layered): readonly Difference[] | undefined {
  try {
    return layeredDifferences(before(), after);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

export const layeredDifferences = (before: Layered, after: Layered): readonly Difference[] =>
  differences(settingsOf(before.config), settingsOf(after.config));
