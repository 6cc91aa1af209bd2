import type { Timestamp } from '../../base/units.js';
import type { SiteEvent } from './fleet-link.js';

interface Stored {
  readonly added: number;
  /** Number of events already stored. */
  readonly duplicates: number;
  /** Events that reuse the sequence of another event, because their terminal was restored from a backup. They were stored too. */
  readonly forked: readonly SiteEvent[];
}

/** Filter for events; absent fields match all. */
export interface EventFilter {
  readonly terminal?: string;
  /** A kind such as `access.denied`, or a prefix such as `access.` */
  readonly kind?: string;
  readonly since?: Timestamp;
  /** End of the period (exclusive). */
  readonly until?: Timestamp;
}

/** Collected events, each once. Synchronous. @throws StoreError */
export interface EventStore {
  /** Stores events durably before returning. */
  store(events: readonly SiteEvent[], received: Timestamp): Stored;
  /** Ordered by the terminals’ clocks, oldest first. */
  events(filter: EventFilter): IterableIterator<SiteEvent>;
  /** The last `count` of them, oldest first. */
  tail(filter: EventFilter, count: number): readonly SiteEvent[];
  /** The latest event of every terminal. */
  latest(): readonly SiteEvent[];
}
