/** Who is spoken to: one terminal by its name, or every terminal of a group as `@group`. */
export type Address = string;

/** The group that every terminal of a site is in. */
export const everyone = '@site';

export const namePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
export const addressPattern = /^@?[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Where a terminal stands: it listens to its own name, to each of its groups and to `@site`. */
export interface Identity {
  readonly site: string;
  readonly terminal: string;
  /** Names without the `@`. */
  readonly groups: readonly string[];
}

/** All addresses that reach this terminal. */
export function addressesOf({ terminal, groups }: Identity): readonly Address[] {
  return [...new Set([terminal, everyone, ...groups.map((group) => `@${group}`)])];
}

export function isFor(address: Address, identity: Identity): boolean {
  return addressesOf(identity).includes(address);
}
