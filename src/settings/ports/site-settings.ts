import type { SettingChange, SettingsOrder, SettingsReport } from '../domain/site-settings.js';

/** What the site may see and set of the terminal’s configuration. Durable; in the order of the calls. */
export interface SiteSettings {
  report(): SettingsReport;
  /**
   * All of it or nothing. Resolves once it is kept over a restart and in use as far as that goes without one.
   * @param statedSimilarity what the embedder bundle states; undefined until vision has loaded it
   * @throws CommandRejected (rejects) `settings.*`, `policy.*`; StoreError `settings.unwritable`: nothing was changed
   */
  order(order: SettingsOrder, statedSimilarity: number | undefined): Promise<readonly SettingChange[]>;
}
