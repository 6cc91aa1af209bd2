import type { CameraPreview } from '../../vision/domain/preview.js';

/** The door as `door watch` tells it, one line for each change. */
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
  /** From the command to the relay having taken it, in milliseconds. */
  readonly driveMs: number;
  readonly releaseMs: number;
}
