import { auditEvent } from '../audit/ports/audit-event.js';
import type { AuditLog } from '../audit/ports/audit-log.js';
import type { Clock } from '../base/clock.js';
import { CommandRejected, describe, TerminalError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import { minutes, seconds } from '../base/units.js';
import {
  type ChunkRef,
  chunksOf,
  digestText,
  type GalleryManifest,
  isNews,
  requireUsable,
} from '../gallery/domain/gallery-manifest.js';
import type { GroupGalleries } from '../gallery/ports/group-galleries.js';
import type { EmbeddingSpace } from '../vision/domain/embedding.js';
import type { Uplink } from './ports/uplink.js';

interface Dependencies {
  readonly site: string;
  readonly galleries: GroupGalleries;
  readonly uplink: Pick<Uplink, 'fetchChunk' | 'want' | 'connected'>;
  /** Undefined until vision has reported its model. */
  readonly space: () => EmbeddingSpace | undefined;
  readonly sha256: (text: string) => string;
  readonly audit: Pick<AuditLog, 'append' | 'note'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when another gallery becomes active. */
  readonly onChange: () => void;
}

interface Received {
  readonly manifest: GalleryManifest;
  readonly signed: string;
}

/** Chunks fetched in parallel: enough to use the network, few enough for a broker's queue and a terminal's memory. */
const atOnce = 8;
const chunkWithin = seconds(15);
const retryAfter = minutes(0.5);

/** Follows the manifests of this terminal's groups: fetches what is missing, verifies everything, then switches over. */
export class GallerySync {
  readonly #deps: Dependencies;
  /** The latest manifest of each group that is not applied yet. */
  readonly #latest = new Map<string, Received>();
  readonly #running = new Set<string>();
  readonly #faults = new Map<string, string>();
  readonly #cancels = new Map<string, () => void>();
  #closed = false;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  receive(manifest: GalleryManifest, signed: string): void {
    if (!this.#deps.galleries.groups.includes(manifest.group)) return;
    this.#latest.set(manifest.group, { manifest, signed });
    void this.#follow(manifest.group);
  }

  /** Continues waiting galleries after vision reported its model, a reconnection, or a new key. */
  resume(): void {
    for (const group of this.#latest.keys()) void this.#follow(group);
  }

  /** Why a group's latest gallery is not active; empty if all are. */
  faults(): readonly string[] {
    return [...this.#faults].map(([group, fault]) => `@${group}: ${fault}`);
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#cancels.values()) cancel();
  }

  /** Applies manifests one at a time per group; a newer manifest takes over. */
  async #follow(group: string): Promise<void> {
    if (this.#running.has(group)) return;
    this.#running.add(group);
    this.#cancels.get(group)?.();
    try {
      for (let next = this.#next(group); next; next = this.#next(group)) {
        await this.#apply(next);
        if (this.#latest.get(group) === next) this.#latest.delete(group);
        this.#faults.delete(group);
      }
    } catch (error) {
      this.#failed(group, error);
    } finally {
      this.#running.delete(group);
    }
  }

  #next(group: string): Received | undefined {
    return this.#closed || this.#deps.space() === undefined ? undefined : this.#latest.get(group);
  }

  async #apply({ manifest, signed }: Received): Promise<void> {
    const { site, galleries, space, sha256, audit, clock, log, onChange } = this.#deps;
    const { group, revision, digest } = manifest;
    const own = space() as EmbeddingSpace;
    requireUsable(
      manifest,
      { site, group, space: own, groupKeys: galleries.keyIds(group) },
      sha256(digestText(chunksOf(manifest))),
    );
    const news = isNews(manifest, galleries.present(group));
    const begun = clock.monotonic();
    // Also for the active gallery: damaged chunks have been removed.
    const missing = await galleries.missing(manifest);
    if (!news && missing.length === 0) return;
    await this.#fetch(manifest, missing);
    if (!this.#isLatest(manifest)) return;
    const { templates } = await galleries.open(manifest);
    const facts = { group, revision, digest, people: manifest.people, templates, fetched: missing.length };
    await audit.append([auditEvent(clock, 'gallery.accepted', facts)]);
    await galleries.activate(manifest, signed);
    log.info({ ...facts, took: Math.round(clock.monotonic() - begun) }, 'pushed gallery active');
    onChange();
  }

  async #fetch(manifest: GalleryManifest, missing: readonly ChunkRef[]): Promise<void> {
    const { uplink, galleries } = this.#deps;
    const { group } = manifest;
    const waiting = [...missing];
    const one = async (): Promise<void> => {
      for (let chunk = waiting.shift(); chunk; chunk = waiting.shift()) {
        // A newer manifest has arrived: chunks of this one may be gone from the broker.
        if (!this.#isLatest(manifest)) return;
        await galleries.keep(group, chunk, await uplink.fetchChunk(group, chunk, chunkWithin));
      }
    };
    const lanes = await Promise.allSettled(Array.from({ length: atOnce }, one));
    for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason;
  }

  #isLatest(manifest: GalleryManifest): boolean {
    return !this.#closed && this.#latest.get(manifest.group)?.manifest === manifest;
  }

  #failed(group: string, error: unknown): void {
    const { audit, clock, log, uplink } = this.#deps;
    const fault = describe(error);
    const isNew = fault !== this.#faults.get(group);
    if (this.#closed) return;
    this.#faults.set(group, fault);
    const refused = error instanceof CommandRejected;
    if (isNew) {
      log.error({ group, fault }, 'cannot use a pushed gallery; the current one stays active');
      const code = error instanceof TerminalError ? error.code : 'gallery.defect';
      const revision = this.#latest.get(group)?.manifest.revision ?? 0;
      audit.note('gallery.refused', { group, revision, code }, clock.monotonic());
    }
    // A refused manifest stays refused until its key or a newer manifest arrives.
    if (refused) {
      if (error.code !== 'gallery.key') this.#latest.delete(group);
      return;
    }
    if (uplink.connected()) void this.#want(group);
    this.#cancels.set(
      group,
      clock.after(retryAfter, () => void this.#follow(group)),
    );
  }

  /** Tells the site which chunks did not arrive. */
  async #want(group: string): Promise<void> {
    const { galleries, uplink, log } = this.#deps;
    const manifest = this.#latest.get(group)?.manifest;
    if (manifest === undefined) return;
    try {
      const missing = (await galleries.missing(manifest)).map((chunk) => chunk.sha256);
      if (missing.length > 0) await uplink.want(group, galleries.present(group)?.revision ?? 0, missing);
    } catch (error) {
      log.warn({ group, fault: describe(error) }, 'cannot request missing chunks');
    }
  }
}
