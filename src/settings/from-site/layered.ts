import { type LoadOptions, parseConfig, readConfigText, tryConfig } from '../load/load.js';
import type { Fault, Places } from '../schema/place.js';
import { isRemote } from '../schema/remote-settings.js';
import type { TerminalConfig } from '../schema/schema.js';
import { laxerThanLocal } from './policy-floor.js';
import { type Override, overridesOf, readSiteLayer, type SiteReading, siteLayerFile } from './site-layer.js';

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
 * Applies the site’s settings to a configuration that is valid without them: nothing that the site sets can stop a terminal. A policy that
 * the technician’s file has since become stricter than is ignored where it is laxer. @throws ConfigError `config.invalid` only for errors
 * in the file and the environment
 */
export function layered(text: string, file: string, options: LoadOptions, reading: SiteReading): Layered {
  const whole = overlaid(text, file, options, reading);
  const lax = laxerThanLocal(whole.config, whole.local);
  if (lax.length === 0) return whole;
  const rest = overlaid(text, file, options, reading, ({ name }) => lax.every((one) => one.name !== name));
  const faults = lax.map(({ name, allowed }): Fault => {
    const path = name.split('.');
    return { place: whole.places.find(path), path, message: `is laxer than the terminal’s own setting (${allowed})` };
  });
  return { ...rest, aside: [...faults, ...rest.aside] };
}

/**
 * The same whatever the technician’s own level is. If a setting does not fit, all settings of the site in that section are ignored, since
 * they belong together. @throws ConfigError `config.invalid`
 */
export function overlaid(
  text: string,
  file: string,
  options: LoadOptions,
  { layer, fault }: SiteReading,
  wanted: (override: Override) => boolean = () => true,
): Layered {
  const local = parseConfig(text, file, options);
  const all = overridesOf(layer).filter(wanted);
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
