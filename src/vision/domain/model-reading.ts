/** How a model runs on this machine. */
export interface ModelReading {
  readonly name: string;
  readonly role: string;
  readonly delegate: string;
  readonly fallback?: string;
  /** Median of several runs in a separate process, in milliseconds. */
  readonly invokeMs: number;
  /** Version reported by the TFLite library. */
  readonly runtime: string;
}
