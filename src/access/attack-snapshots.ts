import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.js';
import { describe } from '../base/errors.js';
import type { HealthReport } from '../base/health.js';
import type { Log } from '../base/log.js';
import { minutes, seconds } from '../base/units.js';
import type { Vision } from '../vision/ports/vision.js';
import { expiredSnapshots } from './domain/snapshot-retention.js';
import type { SnapshotStore } from './ports/snapshot-store.js';

interface Dependencies {
  /** Undefined if no snapshots are to be kept. */
  readonly settings: () => { readonly keyFile: string; readonly days: number } | undefined;
  readonly vision: Pick<Vision, 'preview'>;
  readonly store: SnapshotStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** Keeps a small picture of an attack, encrypted for the site, for some days; off by default. */
export class AttackSnapshots {
  readonly #deps: Dependencies;
  #fault: string | undefined;
  #cancel = () => {};

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** Deletes what is too old, now and every hour. */
  start(): void {
    this.#check();
    this.#prune();
    this.#cancel = this.#deps.clock.after(minutes(60), () => this.start());
  }

  /** Takes the camera's next picture. @returns The id it is being stored under; undefined if none is to be kept. */
  take(): string | undefined {
    const settings = this.#deps.settings();
    if (settings === undefined) return undefined;
    const id = randomUUID();
    void this.#keep(id, settings.keyFile);
    return id;
  }

  health(): readonly HealthReport[] {
    if (this.#deps.settings() === undefined || this.#fault === undefined) return [];
    return [{ part: 'snapshots', level: 'degraded', detail: this.#fault }];
  }

  close(): void {
    this.#cancel();
  }

  #check(): void {
    const settings = this.#deps.settings();
    try {
      if (settings) this.#deps.store.checkKey(settings.keyFile);
      this.#fault = undefined;
    } catch (error) {
      this.#failed(error);
    }
  }

  async #keep(id: string, keyFile: string): Promise<void> {
    const { vision, store } = this.#deps;
    try {
      const { jpeg } = await vision.preview({ within: seconds(2) });
      await store.save(id, jpeg, keyFile);
      this.#fault = undefined;
      this.#prune();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Deletes nothing by a clock that may be wrong. Where snapshots are off, all go. */
  #prune(): void {
    const { store, settings, clock } = this.#deps;
    if (!clock.wallTrusted()) return;
    try {
      for (const id of expiredSnapshots(store.kept(), clock.wall(), settings()?.days ?? 0)) store.remove(id);
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.#fault = describe(error);
    this.#deps.log.warn({ fault: this.#fault }, 'cannot keep snapshots of attacks');
  }
}
