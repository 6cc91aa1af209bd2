import type { Clock } from '../base/clock.js';
import type { HealthReport } from '../base/health.js';
import type { Log } from '../base/log.js';
import { seconds } from '../base/units.js';
import type { EmbeddingSpace } from '../vision/domain/embedding.js';
import type { GalleryIndex, Person } from './domain/gallery.js';
import type { GalleryStore } from './ports/gallery-store.js';

/** A gallery in memory, whole and of one revision. */
export interface LoadedGallery {
  /** Tells one content from another; it is compared, never counted. */
  readonly revision: string;
  readonly index: GalleryIndex;
  readonly people: ReadonlyMap<string, Person>;
  /** Why some people are missing; empty when all is well. */
  readonly faults: readonly string[];
  /** Whose templates could not be unsealed, once for each template: these are left out. */
  readonly damaged: readonly string[];
}

interface Dependencies {
  /** What `load` would find now. */
  readonly revision: () => string;
  readonly store: Pick<GalleryStore, 'templateCounts'>;
  /** Reads people and templates without holding up the event loop: the door lives on it. */
  readonly load: (space: EmbeddingSpace) => Promise<LoadedGallery>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Keeps the gallery in memory as new as the store, also when another process (the command line) changed it. */
export class GalleryView {
  readonly #deps: Dependencies;
  #space: EmbeddingSpace | undefined;
  #loaded: LoadedGallery | undefined;
  #fault: string | undefined;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** Loads the templates of `space` and goes on watching; a space that changed drops what was loaded at once. */
  use(space: EmbeddingSpace): void {
    if (this.#space?.id === space.id) return;
    this.#space = space;
    this.#loaded = undefined;
    this.#cancel?.();
    void this.#refresh();
  }

  /** Undefined until loaded: then nobody is known. */
  current(): LoadedGallery | undefined {
    return this.#loaded;
  }

  health(): HealthReport {
    const part = 'gallery';
    if (this.#fault !== undefined) return { part, level: this.#loaded ? 'degraded' : 'failed', detail: this.#fault };
    if (this.#loaded === undefined) return { part, level: 'degraded', detail: 'not loaded yet' };
    const { people, index, revision, damaged, faults } = this.#loaded;
    if (damaged.length > 0) {
      const whose = [...new Set(damaged)].join(', ');
      const detail = `gallery.unsealable: ${damaged.length} templates were altered or damaged, of ${whose}; enrol these people again`;
      return { part, level: 'degraded', detail };
    }
    if (faults.length > 0) return { part, level: 'degraded', detail: faults.join('; ') };
    const foreign = [...this.#deps.store.templateCounts()].filter(([id]) => id !== this.#space?.id);
    if (foreign.length > 0) {
      const count = foreign.reduce((sum, [, n]) => sum + n, 0);
      const detail = `${count} templates are of another model and are not used; enrol these people again`;
      return { part, level: 'degraded', detail };
    }
    return { part, level: 'ok', detail: `${people.size} people, ${index.size} templates, revision ${revision}` };
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }

  async #refresh(): Promise<void> {
    const space = this.#space;
    try {
      if (space && this.#deps.revision() !== this.#loaded?.revision) {
        const loaded = await this.#deps.load(space);
        if (this.#closed || space.id !== this.#space?.id) return;
        this.#loaded = loaded;
        if (loaded.damaged.length > 0) {
          this.#deps.log.error({ people: loaded.damaged }, 'templates were altered or damaged: they are left out');
        }
        this.#deps.log.info(
          { people: loaded.people.size, templates: loaded.index.size, revision: loaded.revision },
          'gallery loaded',
        );
      }
      this.#fault = undefined;
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error);
      if (fault !== this.#fault)
        this.#deps.log.error({ err: error }, 'gallery cannot be loaded; the last good one serves');
      this.#fault = fault;
    }
    if (this.#closed || space?.id !== this.#space?.id) return;
    this.#cancel = this.#deps.clock.after(seconds(1), () => void this.#refresh());
  }
}
