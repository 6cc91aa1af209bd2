import type { SettingChange, SettingsOrder, SettingsReport } from '../domain/site-settings.js';

/** The settings of the terminal’s configuration that the site may see and set. Durable; calls are carried out in order. */
export interface SiteSettings {
  report(): SettingsReport;
  /**
   * Applies all of the order or nothing. Resolves once it is stored durably and, where no restart is needed, in use.
   * @param statedSimilarity threshold of the embedder bundle; undefined until vision has loaded it
   * @throws CommandRejected (rejects) `settings.*`, `policy.*`; StoreError `settings.unwritable`: nothing was changed
   */
  order(order: SettingsOrder, statedSimilarity: number | undefined): Promise<readonly SettingChange[]>;
}
