import { CommandRejected } from '../../base/errors.js';
import type { Timestamp } from '../../base/units.js';
import type { SettingsOrder, SettingValue } from '../domain/site-settings.js';
import { readConfigText } from '../load/load.js';
import { isPlainMap, readYaml } from '../load/read-yaml.js';
import { formatFault } from '../load/report.js';
import type { Fault, SettingPath } from '../schema/place.js';
import { checkOrder } from './check-order.js';

export type Policy = Extract<SettingsOrder, { readonly by: 'policy' }>;

/**
 * Reads a policy: sections as in the configuration of a terminal, and optionally its `revision`.
 * @param now also the revision if the file names none
 * @throws ConfigError `config.missing`, `config.unreadable`; CommandRejected `policy.invalid` with all faults
 */
export function readPolicy(file: string, now: Timestamp, packageRoot: string): Policy {
  const { value, places, faults } = readYaml(readConfigText(file));
  const { revision = now, ...sections } = isPlainMap(value) ? value : {};
  const found: Fault[] = [...faults];
  const fault = (path: SettingPath, message: string): void =>
    void found.push({ place: places.find(path), path, message });
  if (value !== undefined && !isPlainMap(value)) fault([], 'is not a map of settings');
  const whole = typeof revision === 'number' && Number.isInteger(revision) && revision > 0 && revision <= now;
  if (!whole) fault(['revision'], `is not a whole number in 1..${now}, the milliseconds since 1970`);
  const settings = new Map<string, SettingValue>();
  const collect = (inner: unknown, path: readonly string[]): void => {
    if (isPlainMap(inner)) for (const [key, deeper] of Object.entries(inner)) collect(deeper, [...path, key]);
    else if (isValue(inner)) settings.set(path.join('.'), inner);
    else fault(path, 'is not a single value');
  };
  collect(sections, []);
  const settled = { revision: whole ? revision : now, settings: Object.fromEntries(settings) };
  const policy: Policy = { by: 'policy', issued: now, ...settled };
  for (const { setting, message } of checkOrder(policy, packageRoot)) fault(setting.split('.'), message);
  if (found.length === 0) return policy;
  throw new CommandRejected('policy.invalid', found.map((one) => formatFault(file, one)).join('\n'), {
    remedy: 'Correct the file; config/policy.yaml shows all settings of a policy. Nothing was sent.',
  });
}

const isValue = (value: unknown): value is SettingValue => ['string', 'number', 'boolean'].includes(typeof value);
