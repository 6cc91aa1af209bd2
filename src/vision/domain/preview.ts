import type { Instant } from '../../base/units.js';
import type { QualityReason } from './quality.js';

/** A camera picture on request: for a technician who adjusts the camera, or as a snapshot of an attack. */
export interface CameraPreview {
  /** Number of the camera frame, counting dropped frames. */
  readonly sequence: number;
  readonly capturedAt: Instant;
  /** Size of the camera frame, not of the JPEG. */
  readonly width: number;
  readonly height: number;
  /** Mean grey level of the whole picture (0..255). */
  readonly brightness: number;
  /** Variance of the Laplacian of the whole picture; low if out of focus or if the scene has no edges. */
  readonly sharpness: number;
  /** For each face, largest first, the quality gates that it fails. */
  readonly faces: readonly (readonly QualityReason[])[];
  /** Small. Never logged; stored only as a sealed snapshot of an attack. */
  readonly jpeg: Uint8Array;
}
