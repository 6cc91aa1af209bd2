/** Databases of terminals as files. @throws StoreError `store.*` */
export interface DatabaseFiles {
  /** Copies a database into a new file, whole and consistent, while the daemon goes on. */
  copy(path: string, into: string): void;
  /** Reads all of it. @throws StoreError `store.*`, or `audit.broken` */
  check(path: string): { readonly lastSequence: number };
  /** Makes the folder of a database that is not there yet. */
  makeFolder(path: string): void;
  /** Puts a checked database in the place of the present one, which is kept; returns where. Nobody may have either open. */
  adopt(draft: string, path: string, now: Date): string | undefined;
}
