import type { Clock } from '../base/clock.js';
import type { HealthReport } from '../base/health.js';
import type { Log } from '../base/log.js';
import { seconds } from '../base/units.js';
import type { EmbeddingSpace } from '../vision/domain/embedding.js';
import type { AssembledGallery } from './assembled-gallery.js';
import type { LoadedGallery } from './domain/loaded-gallery.js';
import type { LocalChange } from './domain/local-change.js';
import type { GalleryStore } from './ports/gallery-store.js';

interface Dependencies {
  /** The revision that `load` would find now. */
  readonly revision: () => string;
  readonly store: Pick<GalleryStore, 'templateCounts'>;
  /** Reads people and templates without blocking the event loop, which the door needs. */
  readonly load: (space: EmbeddingSpace, before: AssembledGallery | undefined) => Promise<AssembledGallery>;
  readonly clock: Clock;
  readonly log: Log;
}

/** How soon a change by another process (the command line) is noticed. */
const lookEvery = seconds(1);

/** Keeps the gallery in memory as new as the store: told of changes in this process, it looks for those of others. */
export class GalleryView {
  readonly #deps: Dependencies;
  #space: EmbeddingSpace | undefined;
  #loaded: AssembledGallery | undefined;
  #fault: string | undefined;
  /** Changes since the load began that is under way: it may have read the store before them. */
  #meanwhile: LocalChange[] | undefined;
  #reload = false;
  #lookAgain = false;
  #looking: Promise<void> | undefined;
  #cancel: () => void = () => {};
  #closed = false;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** Loads the templates of `space` and keeps watching; a changed space discards the loaded gallery at once. */
  use(space: EmbeddingSpace): void {
    if (this.#space?.id === space.id) return;
    this.#space = space;
    this.#loaded = undefined;
    this.#look();
  }

  /** Undefined until loaded: nobody is known then. */
  current(): LoadedGallery | undefined {
    return this.#loaded;
  }

  /** This process has stored a change. Resolves when the next look at `current` knows it, or nothing can be loaded. */
  async changed(change: LocalChange): Promise<void> {
    this.#meanwhile?.push(change);
    if (this.#loaded === undefined) {
      // Nobody is known yet, whom a revocation could keep out.
      if (change.kind === 'put') await this.#looking;
      return;
    }
    this.#loaded.apply(change);
    if (this.#loaded.worn && this.#meanwhile === undefined) this.reload();
  }

  /** Another gallery was pushed, or a damaged one mended. */
  reload(): void {
    this.#reload = true;
    this.#look();
  }

  health(): HealthReport {
    const part = 'gallery';
    if (this.#fault !== undefined) return { part, level: this.#loaded ? 'degraded' : 'failed', detail: this.#fault };
    if (this.#loaded === undefined) return { part, level: 'degraded', detail: 'not loaded yet' };
    const { people, index, revision, damaged, faults } = this.#loaded;
    if (damaged.length > 0) {
      const whose = [...new Set(damaged)].join(', ');
      const detail = `gallery.unsealable: ${damaged.length} templates of ${whose} were altered or damaged; enrol these people again`;
      return { part, level: 'degraded', detail };
    }
    if (faults.length > 0) return { part, level: 'degraded', detail: faults.join('; ') };
    const foreign = [...this.#deps.store.templateCounts()].filter(([id]) => id !== this.#space?.id);
    if (foreign.length > 0) {
      const count = foreign.reduce((sum, [, n]) => sum + n, 0);
      const detail = `${count} templates were made with another model and are not used; enrol these people again`;
      return { part, level: 'degraded', detail };
    }
    return { part, level: 'ok', detail: `${people.size} people, ${index.size} templates, revision ${revision}` };
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  /** One look at a time; who asks meanwhile gets one more. */
  #look(): void {
    this.#lookAgain = true;
    if (this.#looking === undefined) this.#looking = this.#lookOnce();
  }

  async #lookOnce(): Promise<void> {
    this.#cancel();
    while (this.#lookAgain && !this.#closed) {
      this.#lookAgain = false;
      await this.#refresh();
    }
    this.#looking = undefined;
    if (!this.#closed) this.#cancel = this.#deps.clock.after(lookEvery, () => this.#look());
  }

  async #refresh(): Promise<void> {
    const space = this.#space;
    if (space === undefined) return;
    try {
      if (this.#reload || this.#deps.revision() !== this.#loaded?.revision) await this.#load(space);
      this.#fault = undefined;
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error);
      if (fault !== this.#fault)
        this.#deps.log.error({ err: error }, 'cannot load the gallery; the last valid one stays active');
      this.#fault = fault;
    }
  }

  async #load(space: EmbeddingSpace): Promise<void> {
    this.#reload = false;
    const meanwhile: LocalChange[] = [];
    this.#meanwhile = meanwhile;
    let loaded: AssembledGallery;
    try {
      loaded = await this.#deps.load(space, this.#loaded);
    } catch (error) {
      this.#reload = true;
      throw error;
    } finally {
      this.#meanwhile = undefined;
    }
    if (this.#closed || space.id !== this.#space?.id) return;
    for (const change of meanwhile) loaded.apply(change);
    this.#loaded = loaded;
    if (loaded.damaged.length > 0) {
      this.#deps.log.error({ people: loaded.damaged }, 'ignoring altered or damaged templates');
    }
    const { people, index, revision } = loaded;
    this.#deps.log.info({ people: people.size, templates: index.size, revision }, 'gallery loaded');
  }
}
