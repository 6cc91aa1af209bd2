import { type LoadOptions, parseConfig, readConfigText, tryConfig } from '../load/load.js';
import type { Fault, Places } from '../schema/place.js';
import { isRemote } from '../schema/remote-settings.js';
import type { TerminalConfig } from '../schema/schema.js';
import { overridesOf, readSiteLayer, type SiteReading, siteLayerFile } from './site-layer.js';

/** The configuration in use: the technician’s file, overridden by the site’s settings, overridden by the environment. */
export interface Layered extends SiteReading {
  /** The technician’s file. */
  readonly file: string;
  readonly config: TerminalConfig;
  /** The same without the site’s settings. */
  readonly local: TerminalConfig;
  /** Why some of the site’s settings are not in use: they do not fit the rest. */
  readonly aside: readonly Fault[];
  /** Where each setting was written; defaults have no place. */
  readonly places: Places;
}

/**
 * Applies the site’s settings to a configuration that is valid without them. If a setting does not fit, all settings of the site in that
 * section are ignored, since they belong together: nothing that the site sets can stop a terminal. @throws ConfigError `config.invalid`
 * only for errors in the file and the environment
 */
export function layered(text: string, file: string, options: LoadOptions, { layer, fault }: SiteReading): Layered {
  const local = parseConfig(text, file, options);
  const all = overridesOf(layer);
  const known = all.filter(({ name, by }) => isRemote(name, by));
  const unknown = all
    .filter((override) => !known.includes(override))
    .map(
      ({ name, by }): Fault => ({
        place: { by },
        path: name.split('.'),
        message: 'is not a setting that a site may set',
      }),
    );
  const common = { file, layer, fault, local };
  const first = tryConfig(text, file, options, known);
  if (first.config !== undefined) return { ...common, ...first, aside: unknown };
  const faulty = new Set(first.faults.map(({ path }) => path[0]));
  const kept = known.filter(({ name }) => !faulty.has(name.split('.')[0]));
  const second = tryConfig(text, file, options, kept);
  const aside = [...unknown, ...first.faults];
  if (second.config !== undefined) return { ...common, ...second, aside };
  return { ...common, config: local, places: tryConfig(text, file, options, []).places, aside };
}

/** Loads the configuration as the daemon does at start. @throws ConfigError `config.missing`, `config.unreadable`, `config.invalid` */
export const loadLayered = (file: string, options: LoadOptions): Layered =>
  layeredNow(readConfigText(file), file, options);

/** Applies the site’s current settings. @throws ConfigError `config.invalid` only for errors in the file and the environment */
export function layeredNow(text: string, file: string, options: LoadOptions): Layered {
  return layered(text, file, options, readSiteLayer(siteLayerFile(parseConfig(text, file, options))));
}
