import type { SealKey } from '../../protocol/domain/group-keys.js';

/** A terminal that gets the keys of these groups, encrypted for a public key that was verified at the terminal. */
export interface Admission {
  readonly terminal: string;
  readonly sealKey: SealKey;
  readonly groups: readonly string[];
  readonly delivered: Delivered;
}

/** The latest delivery: key ids by group. */
export interface Delivered {
  /** 0 before the first. */
  readonly version: number;
  readonly keys: Readonly<Record<string, string>>;
}

export const undelivered: Delivered = { version: 0, keys: {} };

/** The keys that a terminal reports: ids by group, newest first. */
interface Told {
  readonly groups: readonly string[];
  readonly groupKeys: Readonly<Record<string, readonly string[]>>;
}

/** Groups whose current key the terminal does not have. @param present id of the current key by group */
export function lackedBy({ groups, groupKeys }: Told, present: ReadonlyMap<string, string>): readonly string[] {
  return groups.filter((group) => present.has(group) && groupKeys[group]?.[0] !== present.get(group));
}

/** Whether the terminal's public encryption key has changed since it was admitted: it cannot open what was encrypted for the old one. */
export function hasChanged({ sealKey }: Pick<Admission, 'sealKey'>, told: SealKey): boolean {
  return told.x !== sealKey.x || told.y !== sealKey.y;
}

/** Whether this terminal needs a delivery. @param told undefined if it has not reported yet */
export function isDue(admission: Admission, told: Told | undefined, present: ReadonlyMap<string, string>): boolean {
  const { groups, delivered } = admission;
  const own = new Map([...present].filter(([group]) => groups.includes(group)));
  const sent = Object.keys(delivered.keys).length === own.size && groups.every((g) => delivered.keys[g] === own.get(g));
  return own.size > 0 && (!sent || (told !== undefined && lackedBy(told, own).length > 0));
}

/** A version that the terminal accepts as newer, even after the site was restored from a backup. */
export function nextVersion({ version }: Delivered, now: number): number {
  return Math.max(version + 1, Math.round(now));
}
