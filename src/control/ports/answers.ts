import type { CameraPreview } from '../../vision/domain/preview.js';

/** A line of `door watch`, one for each change of the door. */
export interface DoorLine {
  readonly released: boolean;
  readonly mode: string;
  readonly contact: string;
  readonly alarm: string;
  /** Why it is released, while it is. */
  readonly cause?: string;
}

/** A look through the camera. */
export type Look = Omit<CameraPreview, 'jpeg'> & { readonly jpeg: Buffer };

export interface Released {
  /** Time from the command to the switched relay, in milliseconds. */
  readonly driveMs: number;
  readonly releaseMs: number;
}
