import { readFileSync } from 'node:fs';
import { ConfigError, StoreError } from '../../base/errors.js';
import { writeWhole } from '../../platform/write-file.js';
import type { SettingChange, SettingsOrder, SettingsReport } from '../domain/site-settings.js';
import { withoutSite } from '../from-site/drop-site.js';
import { judgeOrder } from '../from-site/judge-order.js';
import { type Layered, layered, layeredNow } from '../from-site/layered.js';
import { layerText, type SiteLayer, siteLayerFile } from '../from-site/site-layer.js';
import { reportOf } from '../from-site/site-report.js';
import { lastGoodFile } from '../load/last-good.js';
import { type LoadOptions, parseConfig, readConfigText } from '../load/load.js';
import type { SiteSettings } from '../ports/site-settings.js';
import type { TerminalConfig } from '../schema/schema.js';
import { differences, settingsOf } from '../schema/settings.js';

/** What changed: the technician’s file, or the site’s settings. */
export type Because = 'file' | 'site';
type Reconfigure = (config: TerminalConfig, because: Because) => void;

/** The configuration of a daemon: the technician’s file, overridden by the site’s settings, which are stored in the state folder. */
export class ConfigKeeper implements SiteSettings {
  /** Why the daemon started with the last valid configuration instead of the file. */
  readonly refused: ConfigError | undefined;
  readonly #file: string;
  readonly #options: LoadOptions;
  readonly #layerFile: string;
  #text: string;
  #use: Layered;
  #reconfigure: Reconfigure = () => undefined;
  /** One order at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @throws ConfigError if there is no valid configuration to start with */
  constructor(file: string, options: LoadOptions) {
    const { text, refused } = startText(file, options);
    this.#file = file;
    this.#options = options;
    this.#text = text;
    this.refused = refused;
    this.#use = layeredNow(text, file, options);
    // The database stays in place while the daemon runs, even if the file changes.
    this.#layerFile = siteLayerFile(this.#use.local);
  }

  /** The configuration in use, with the origin of each setting. */
  get use(): Layered {
    return this.#use;
  }

  /** Makes the daemon follow changes from now on. */
  attach(reconfigure: Reconfigure): void {
    this.#reconfigure = reconfigure;
  }

  /** Applies a changed technician’s file. @throws ConfigError `config.invalid`: the old text stays in use */
  rewrite(text: string): void {
    const next = layered(text, this.#file, this.#options, this.#use);
    this.#text = text;
    this.#take(next, 'file');
  }

  report(): SettingsReport {
    return reportOf(this.#use);
  }

  order(order: SettingsOrder, statedSimilarity: number | undefined): Promise<readonly SettingChange[]> {
    return this.#change(() => {
      const terminal = { text: this.#text, options: this.#options, now: this.#use };
      return judgeOrder(order, { ...terminal, statedSimilarity });
    });
  }

  /**
   * Removes settings of the site at the technician’s request. @throws CommandRejected (rejects) `settings.not-set`; StoreError
   * `settings.unwritable`
   */
  drop(names: readonly string[]): Promise<readonly SettingChange[]> {
    return this.#change(() => withoutSite(this.#use.layer, names));
  }

  #change(decide: () => SiteLayer): Promise<readonly SettingChange[]> {
    const changed = this.#turn.then(async () => {
      const layer = decide();
      await this.#keep(layer);
      const before = this.#use.config;
      // The file may have changed meanwhile.
      this.#take(layered(this.#text, this.#file, this.#options, { layer }), 'site');
      return changesOf(before, this.#use.config);
    });
    this.#turn = changed.catch(() => undefined);
    return changed;
  }

  #take(use: Layered, because: Because): void {
    this.#use = use;
    this.#reconfigure(use.config, because);
  }

  async #keep(layer: SiteLayer): Promise<void> {
    try {
      await writeWhole(this.#layerFile, layerText(layer));
    } catch (cause) {
      throw new StoreError('settings.unwritable', `cannot write ${this.#layerFile}: ${(cause as Error).message}`, {
        remedy: 'Check free space (df -h), permissions and the storage medium of the terminal. Nothing was changed.',
        cause,
      });
    }
  }
}

/** The text to start with: the file's, or the last valid one if the file is invalid. @throws ConfigError if there is none */
function startText(file: string, options: LoadOptions): { readonly text: string; readonly refused?: ConfigError } {
  try {
    const text = readConfigText(file);
    parseConfig(text, file, options);
    return { text };
  } catch (refused) {
    if (!(refused instanceof ConfigError)) throw refused;
    try {
      return { text: readFileSync(lastGoodFile(file, options.env), 'utf8'), refused };
    } catch {
      throw refused;
    }
  }
}

function changesOf(before: TerminalConfig, after: TerminalConfig): readonly SettingChange[] {
  return differences(settingsOf(before), settingsOf(after)).map(({ name, before, after, applies }) => ({
    setting: name,
    from: before ?? null,
    to: after ?? null,
    applied: applies !== 'restart',
  }));
}
