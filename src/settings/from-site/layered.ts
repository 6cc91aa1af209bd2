import { type LoadOptions, parseConfig, readConfigText, tryConfig } from '../load/load.js';
import type { Fault, Places } from '../schema/place.js';
import { isRemote } from '../schema/remote-settings.js';
import type { TerminalConfig } from '../schema/schema.js';
import { overridesOf, readSiteLayer, type SiteReading, siteLayerFile } from './site-layer.js';

/** A configuration in use: the technician’s file, over it what the site has set, over that the environment. */
export interface Layered extends SiteReading {
  /** The technician’s. */
  readonly file: string;
  readonly config: TerminalConfig;
  /** The same without what the site has set. */
  readonly local: TerminalConfig;
  /** Why not all of what the site has set is in use: it does not fit the rest. */
  readonly aside: readonly Fault[];
  /** Where each setting was written; a default nowhere. */
  readonly places: Places;
}

/**
 * Lays what the site has set over a configuration that is valid without it. What does not fit is set aside, with all that the site has
 * set in the same section, since settings of one section belong together: nothing that the site sets can stop a terminal.
 * @throws ConfigError `config.invalid` for the file and the environment alone
 */
export function layered(text: string, file: string, options: LoadOptions, { layer, fault }: SiteReading): Layered {
  const local = parseConfig(text, file, options);
  const all = overridesOf(layer);
  const known = all.filter(({ name, by }) => isRemote(name, by));
  const unknown = all
    .filter((override) => !known.includes(override))
    .map(
      ({ name, by }): Fault => ({ place: { by }, path: name.split('.'), message: 'is nothing that a site may set' }),
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

/** As the daemon would start with it. @throws ConfigError `config.missing`, `config.unreadable`, `config.invalid` */
export const loadLayered = (file: string, options: LoadOptions): Layered =>
  layeredNow(readConfigText(file), file, options);

/** With what the site has set until now. @throws ConfigError `config.invalid` for the file and the environment alone */
export function layeredNow(text: string, file: string, options: LoadOptions): Layered {
  return layered(text, file, options, readSiteLayer(siteLayerFile(parseConfig(text, file, options))));
}
