import type { Facts } from '../../audit/domain/audit.js';
import type { SettingChange } from './site-settings.js';

/** A change as the audit log records it: `door.release: 5s → 4s`. */
export function changeFacts(changes: readonly SettingChange[]): Facts {
  const written = (value: unknown): string => (value === null ? 'not set' : String(value));
  return Object.fromEntries(changes.map(({ setting, from, to }) => [setting, `${written(from)} → ${written(to)}`]));
}
