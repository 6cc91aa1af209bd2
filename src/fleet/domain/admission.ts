import type { SealKey } from '../../protocol/domain/group-keys.js';

/** A terminal to which the site gives the keys of these groups, sealed for a key that somebody compared at the terminal. */
export interface Admission {
  readonly terminal: string;
  readonly sealKey: SealKey;
  readonly groups: readonly string[];
  readonly delivered: Delivered;
}

/** The latest delivery: the ids of its keys by group. */
export interface Delivered {
  /** 0 before the first. */
  readonly version: number;
  readonly keys: Readonly<Record<string, string>>;
}

export const undelivered: Delivered = { version: 0, keys: {} };

/** What a terminal tells of the keys that it has: ids by group, newest first. */
interface Told {
  readonly groups: readonly string[];
  readonly groupKeys: Readonly<Record<string, readonly string[]>>;
}

/** Groups of the terminal whose present key it does not have. @param present id of the present key by group */
export function lackedBy({ groups, groupKeys }: Told, present: ReadonlyMap<string, string>): readonly string[] {
  return groups.filter((group) => present.has(group) && groupKeys[group]?.[0] !== present.get(group));
}

/** Whether the terminal shows another key than the one with which it was admitted: what is sealed for that, it cannot open. */
export function hasChanged({ sealKey }: Pick<Admission, 'sealKey'>, told: SealKey): boolean {
  return told.x !== sealKey.x || told.y !== sealKey.y;
}

/** Whether this terminal is to get a delivery. @param told undefined while it tells nothing */
export function isDue(admission: Admission, told: Told | undefined, present: ReadonlyMap<string, string>): boolean {
  const { groups, delivered } = admission;
  const own = new Map([...present].filter(([group]) => groups.includes(group)));
  const sent = Object.keys(delivered.keys).length === own.size && groups.every((g) => delivered.keys[g] === own.get(g));
  return own.size > 0 && (!sent || (told !== undefined && lackedBy(told, own).length > 0));
}

/** A version that the terminal takes for newer, also after the site was restored from a backup. */
export function nextVersion({ version }: Delivered, now: number): number {
  return Math.max(version + 1, Math.round(now));
}
