/** The files of a backup, in a folder of their own, while it is made or restored. */
export interface BackupDraft {
  /** Where a file of this name is, or will be. */
  path(name: string): string;
  write(name: string, text: string): void;
  /** Copies a file into the draft. */
  copy(file: string, name: string): void;
  /** The text of a file; undefined where it is not there. */
  read(name: string): string | undefined;
  /** Packs these files into an archive, whole or not at all. */
  pack(names: readonly string[], archive: string): Promise<void>;
  /** Takes one file out of an archive. */
  unpack(name: string, archive: string): Promise<void>;
  remove(): void;
}
