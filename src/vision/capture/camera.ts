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
 * A self-healing camera: notices stalls, frozen pictures, loss and changes of size within 2 s, and reopens with backoff. The newest frame
 * wins; overwritten frames are counted.
 */
export interface Camera {
  /** Waits for the newest frame not yet taken. Rejects only with the signal's reason. One call at a time. */
  next(options: { readonly signal: AbortSignal }): Promise<Frame>;
  /** Frames overwritten before they were taken. */
  dropped(): number;
  health(): HealthReport;
  close(): Promise<void>;
}
