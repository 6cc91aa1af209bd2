import type { HealthReport } from '../../base/health.js';
import type { Instant } from '../../base/units.js';
import type { Image } from '../imaging/image.js';

/** A captured picture; never leaves the vision process. `image.data` may be reused by the camera once `next` is called again. */
export interface Frame {
  readonly sequence: number;
  /** When the frame was taken from the device. */
  readonly capturedAt: Instant;
  readonly image: Image;
}

/**
 * A camera that looks after itself: opens, notices stalls, frozen pictures, loss and changes of size within 2 s, and reopens with
 * backoff. Newest frame wins: what was overwritten before it was taken is counted.
 */
export interface Camera {
  /** The newest frame not yet taken; waits for one. Rejects only with the signal's reason. One call at a time. */
  next(options: { readonly signal: AbortSignal }): Promise<Frame>;
  /** Frames overwritten before they were taken. */
  dropped(): number;
  health(): HealthReport;
  close(): Promise<void>;
}
