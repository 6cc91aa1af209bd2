import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { SettingValue } from '../domain/site-settings.js';
import type { Remote } from '../schema/fields.js';
import { presentSettings } from '../schema/former-names.js';
import type { TerminalConfig } from '../schema/schema.js';

/**
 * The site’s settings, stored apart from the technician’s file: the daemon must not write there, and a file that changes by itself confuses
 * people.
 */
export interface SiteLayer {
  /** The newest policy revision ever applied; older ones are refused. */
  readonly newestPolicy: number;
  readonly policy?: { readonly revision: number; readonly settings: Readonly<Record<string, SettingValue>> };
  /** Time of issue of the last `config-set`, in ms since 1970; older ones are refused. */
  readonly setAt: number;
  readonly settings: Readonly<Record<string, SettingValue>>;
}

/** One setting that the site has set. */
export interface Override {
  /** `door.release` */
  readonly name: string;
  readonly value: SettingValue;
  readonly by: Remote;
}

export const emptyLayer: SiteLayer = { newestPolicy: 0, setAt: 0, settings: {} };

const natural = z.int().min(0);
/** An earlier version may have written them. */
const values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).transform(presentSettings);
const schema = z.strictObject({
  format: z.literal(1),
  newestPolicy: natural,
  policy: z.strictObject({ revision: natural, settings: values }).exactOptional(),
  setAt: z.number().min(0),
  settings: values,
});

export function overridesOf({ policy, settings }: SiteLayer): readonly Override[] {
  const listed = (of: Readonly<Record<string, SettingValue>>, by: Remote) =>
    Object.entries(of).map(([name, value]) => ({ name, value, by }));
  return [...listed(policy?.settings ?? {}, 'policy'), ...listed(settings, 'config-set')];
}

/** The file's path, in the state folder. */
export const siteLayerFile = ({ store }: Pick<TerminalConfig, 'store'>): string =>
  join(dirname(store.database), 'site-settings.json');

export const layerText = (layer: SiteLayer): string => `${JSON.stringify({ format: 1, ...layer }, null, 2)}\n`;

export interface SiteReading {
  readonly layer: SiteLayer;
  /** Why it could not be read; the site's settings are then ignored. */
  readonly fault?: string | undefined;
}

/** Never throws. */
export function readSiteLayer(file: string): SiteReading {
  try {
    const { format: _, ...layer } = schema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { layer };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { layer: emptyLayer };
    const why = code ?? (error instanceof z.ZodError ? z.prettifyError(error) : message);
    return { layer: emptyLayer, fault: `${file} cannot be read: ${why.replaceAll('\n', ' ')}` };
  }
}
