import type { Timestamp } from '../../base/units.js';

/** A sealed picture of an attack, as it lies on disk. */
export interface KeptSnapshot {
  readonly id: string;
  readonly writtenAt: Timestamp;
}

/** However many attacks there are, the disk must not fill up. */
export const mostSnapshots = 200;

const day = 24 * 3600 * 1000;

/** The ids of the snapshots to delete: those older than `days`, and the oldest beyond `mostSnapshots`. */
export function expiredSnapshots(kept: readonly KeptSnapshot[], now: Timestamp, days: number): readonly string[] {
  return [...kept]
    .sort((a, b) => b.writtenAt - a.writtenAt)
    .filter(({ writtenAt }, i) => i >= mostSnapshots || now - writtenAt >= days * day)
    .map(({ id }) => id);
}
