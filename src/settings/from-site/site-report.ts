import type { SettingReport, SettingsReport } from '../domain/site-settings.js';
import { formatFault } from '../load/report.js';
import { formatVersion } from '../schema/migrations.js';
import type { Place } from '../schema/place.js';
import { remoteSettings } from '../schema/remote-settings.js';
import { settingsOf } from '../schema/settings.js';
import type { Layered } from './layered.js';
import { type Override, overridesOf } from './site-layer.js';

/** Reports to the site the settings that it may set. */
export function reportOf(use: Layered): SettingsReport {
  const values = new Map(settingsOf(use.config).map(({ name, value }) => [name, value]));
  const settings = [...remoteSettings].map(([name, by]): [string, SettingReport] => [
    name,
    { value: values.get(name) ?? null, origin: originName(use.places.origin(name.split('.'))), by },
  ]);
  return {
    format: formatVersion,
    policy: policyInUse(use),
    settings: Object.fromEntries(settings),
    aside: asideLines(use),
  };
}

/** Revision of the policy if all of it is in use, otherwise 0. */
export function policyInUse(use: Layered): number {
  const whole = overridesOf(use.layer).every((one) => one.by !== 'policy' || inUse(use, one));
  return whole ? (use.layer.policy?.revision ?? 0) : 0;
}

/** The settings of the site that are in use. */
export const overridesInUse = (use: Layered): readonly Override[] =>
  overridesOf(use.layer).filter((one) => inUse(use, one));

function inUse({ places }: Layered, { name }: Override): boolean {
  const place = places.origin(name.split('.'));
  return place !== undefined && 'by' in place;
}

function originName(place: Place | undefined): SettingReport['origin'] {
  if (place === undefined) return 'default';
  if ('line' in place) return 'file';
  return 'variable' in place ? 'environment' : 'site';
}

/** The settings of the site that are not in use, and why; one line each. */
export function asideLines(use: Layered): readonly string[] {
  if (use.fault !== undefined) return [use.fault];
  const unused = overridesOf(use.layer).filter((one) => !inUse(use, one));
  if (unused.length === 0) return [];
  const fixed = unused.flatMap(({ name }) => {
    const path = name.split('.');
    const place = use.places.origin(path);
    const goesBefore = { place: place ?? { line: 1 }, path, message: 'overrides the site’s setting' };
    return place !== undefined && 'variable' in place ? [goesBefore] : [];
  });
  const names = unused.map(({ name }) => name).join(', ');
  return [
    `${names}: the site’s settings are not in use`,
    ...[...fixed, ...use.aside].map((one) => formatFault(use.file, one)),
  ];
}

/** Where the site overrides the technician’s file: `door.release: 4s, set by the site with config-set (file: 5s)`. */
export function overrideLines(use: Layered): readonly string[] {
  const [used, own] = [use.config, use.local].map(
    (config) => new Map(settingsOf(config).map(({ name, value }) => [name, value])),
  );
  return overridesInUse(use).map(
    ({ name, by }) => `${name}: ${used?.get(name)}, set by the site with ${by} (file: ${own?.get(name) ?? 'not set'})`,
  );
}
