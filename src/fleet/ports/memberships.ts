/** Group memberships of the people in the master gallery. Synchronous. @throws StoreError */
export interface Memberships {
  groups(): readonly string[];
  membersOf(group: string): readonly string[];
  groupsOf(person: string): readonly string[];
  /** Assigns the person to exactly these groups. */
  assign(person: string, groups: readonly string[]): void;
}
