/** Which people of the master gallery are in which group's gallery. Synchronous. @throws StoreError */
export interface Memberships {
  groups(): readonly string[];
  membersOf(group: string): readonly string[];
  groupsOf(person: string): readonly string[];
  /** In these groups and no others. */
  assign(person: string, groups: readonly string[]): void;
}
