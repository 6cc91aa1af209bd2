/** Databases of terminals as files. @throws StoreError `store.*` */
export interface DatabaseFiles {
  /** Copies a database into a new file, whole and consistent, while the daemon goes on. */
  copy(path: string, into: string): void;
  /** Checks the whole database. @throws StoreError `store.*`, or `audit.broken` */
  check(path: string): { readonly lastSequence: number };
  /** Makes the folder of a database that is not there yet. */
  makeFolder(path: string): void;
  /** Replaces the current database with a checked one; returns where the old one is kept. Neither may be open. */
  adopt(draft: string, path: string, now: Date): string | undefined;
}
