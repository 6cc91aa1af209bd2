import type { Instant } from '../../base/units.js';
import type { QualityReason } from './quality.js';

/** What the camera shows to a technician who adjusts it, on request only. */
export interface CameraPreview {
  /** Counts the camera's frames, those that nobody took included. */
  readonly sequence: number;
  readonly capturedAt: Instant;
  /** Size of the camera's picture, not of the JPEG. */
  readonly width: number;
  readonly height: number;
  /** Mean grey level of the whole picture (0..255). */
  readonly brightness: number;
  /** Variance of the Laplacian of the whole picture; falls with defocus, and with a scene that has no edges. */
  readonly sharpness: number;
  /** For each face, largest first, the gates that it fails. */
  readonly faces: readonly (readonly QualityReason[])[];
  /** Small. Never logged, never stored. */
  readonly jpeg: Uint8Array;
}
