/** Where the minimum similarity of a match can come from. */
export interface ThresholdSources {
  /** Set now, by the site or the technician. */
  readonly current: number | undefined;
  /** Set in the technician's file alone. */
  readonly local: number | undefined;
  /** Threshold of the embedder bundle; undefined until vision has loaded it. */
  readonly stated: number | undefined;
}

/**
 * Minimum similarity of a match. The site's value may have been meant for an earlier embedder: it is never laxer than the current
 * embedder's threshold or the technician's value.
 */
export function matchThreshold({ current, local, stated }: ThresholdSources): number {
  const fallback = stated ?? 1;
  return Math.max(current ?? fallback, Math.min(local ?? fallback, fallback));
}
