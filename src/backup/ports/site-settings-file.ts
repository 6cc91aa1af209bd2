/** What the site has set over the configuration, in the state folder of the terminal. */
export interface SiteSettingsFile {
  exists(): boolean;
  /** Of a terminal for which the site has set nothing, too. */
  text(): string;
  /** For the daemon, which owns the folder. */
  write(text: string): Promise<void>;
}
