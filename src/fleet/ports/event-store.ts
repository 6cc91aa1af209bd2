import type { Timestamp } from '../../base/units.js';
import type { SiteEvent } from './fleet-link.js';

interface Stored {
  readonly added: number;
  /** Events that were there already. */
  readonly duplicates: number;
  /** Events whose sequence another event has: their terminal was restored from a backup and used the sequence again. They were added. */
  readonly forked: readonly SiteEvent[];
}

/** Which events; everything that is absent means any. */
export interface EventFilter {
  readonly terminal?: string;
  /** A kind such as `access.denied`, or the beginning of kinds such as `access.` */
  readonly kind?: string;
  readonly since?: Timestamp;
  /** First moment that is not wanted. */
  readonly until?: Timestamp;
}

/** Collected events, each once. Synchronous. @throws StoreError */
export interface EventStore {
  /** Durable when it returns. */
  store(events: readonly SiteEvent[], received: Timestamp): Stored;
  /** By the terminals’ clocks, oldest first. */
  events(filter: EventFilter): IterableIterator<SiteEvent>;
  /** The last `count` of them, oldest first. */
  tail(filter: EventFilter, count: number): readonly SiteEvent[];
  /** The latest event of every terminal. */
  latest(): readonly SiteEvent[];
}
