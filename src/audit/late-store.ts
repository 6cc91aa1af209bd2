import type { Clock } from '../base/clock.js';
import { describe, StoreError } from '../base/errors.js';
import type { HealthReport } from '../base/health.js';
import type { Log } from '../base/log.js';
import { elapsed, type Instant, seconds } from '../base/units.js';
import type { AuditEvent } from './domain/audit.js';
import type { Journal } from './ports/journal.js';

interface Options<Store extends { readonly journal: Journal; close(): Promise<void> }> {
  readonly open: () => Promise<Store>;
  readonly onOpen: (store: Store) => void;
  readonly clock: Clock;
  readonly log: Log;
}

const retryAfter = seconds(5);
/** Above what a worn SD card takes now and then. */
const slowestAppend = seconds(5);

/**
 * Storage that may come late: the door, and with it REX, lives while the disk, the database or the key is not usable.
 * Until then grants find no journal and are denied, and the door's own events wait.
 */
export class LateStore<Store extends { readonly journal: Journal; close(): Promise<void> }> implements Journal {
  readonly #options: Options<Store>;
  #store: Store | undefined;
  #fault: unknown;
  #appendFault: string | undefined;
  /** The appends under way, oldest first. */
  readonly #appends = new Set<{ readonly begun: Instant }>();
  #cancel: () => void = () => undefined;
  #opening: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: Options<Store>) {
    this.#options = options;
  }

  /** Resolves after the first attempt, also when it failed; a disk that hangs may keep it for ever. */
  start(): Promise<void> {
    this.#opening = this.#open();
    return this.#opening;
  }

  async append(events: readonly AuditEvent[]): Promise<number> {
    if (this.#fault === undefined) await this.#opening;
    if (this.#store) return this.#append(this.#store, events);
    throw new StoreError('store.unavailable', `the storage is not usable: ${describe(this.#fault)}`, {
      remedy: 'Mend it; it is tried again every 5 s.',
      cause: this.#fault,
    });
  }

  health(): HealthReport {
    if (this.#fault !== undefined) return { part: 'store', level: 'failed', detail: describe(this.#fault) };
    if (this.#appendFault !== undefined) return { part: 'store', level: 'failed', detail: this.#appendFault };
    const [oldest] = this.#appends;
    if (oldest && elapsed(oldest.begun, this.#options.clock.monotonic()) > slowestAppend) {
      return { part: 'store', level: 'failed', detail: 'the disk hangs: an append does not return' };
    }
    return { part: 'store', level: this.#store ? 'ok' : 'degraded', detail: this.#store ? 'open' : 'opening' };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#opening;
    await this.#store?.close();
  }

  /** A full disk opens and reads well: only the last append tells. */
  async #append(store: Store, events: readonly AuditEvent[]): Promise<number> {
    const append = { begun: this.#options.clock.monotonic() };
    this.#appends.add(append);
    try {
      const sequence = await store.journal.append(events);
      this.#appendFault = undefined;
      return sequence;
    } catch (error) {
      this.#appendFault = describe(error);
      throw error;
    } finally {
      this.#appends.delete(append);
    }
  }

  async #open(): Promise<void> {
    try {
      const store = await this.#options.open();
      this.#store = store;
      this.#fault = undefined;
      this.#options.onOpen(store);
    } catch (error) {
      if (this.#fault === undefined || describe(this.#fault) !== describe(error)) {
        this.#options.log.error({ err: error }, 'the storage cannot be opened: nobody is granted access, REX works');
      }
      this.#fault = error;
      if (this.#closed) return;
      this.#cancel = this.#options.clock.after(retryAfter, () => {
        this.#opening = this.#open();
      });
    }
  }
}
