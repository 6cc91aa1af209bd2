/** The addressee: one terminal by its name, or all terminals of a group as `@group`. */
export type Address = string;

/** The group that contains all terminals of a site. */
export const everyone = '@site';

export const namePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
export const addressPattern = /^@?[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** A terminal's place in the site: it listens to its own name, each of its groups and `@site`. */
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
