/** Image quality of one face: measurements, the gates they must pass, and the reasons a visitor can be told. */

export interface FaceQuality {
  /** Pixels between the eyes. */
  readonly interOcular: number;
  /** Turn of the head to the side, 0 frontal, about 1 profile, from the landmarks' asymmetry. */
  readonly turn: number;
  /** Mean grey level of the aligned crop, 0..255. */
  readonly brightness: number;
  /** Variance of the Laplacian of the aligned crop's grey levels (Pech-Pacheco et al. 2000); higher is sharper. */
  readonly sharpness: number;
  /** Share of the face that lies inside the frame, 0..1: by box or landmarks, whichever is lower. */
  readonly inside: number;
}

export const qualityReasons = ['tooFar', 'turnedAway', 'tooDark', 'tooBright', 'blurred', 'cutOff'] as const;
export type QualityReason = (typeof qualityReasons)[number];

export interface QualityLimits {
  readonly minInterOcular: number;
  readonly maxTurn: number;
  readonly minBrightness: number;
  readonly maxBrightness: number;
  readonly minSharpness: number;
  readonly minInside: number;
}

/** Every gate that the face fails, most useful advice first; empty when it may be embedded. */
export function qualityFaults(quality: FaceQuality, limits: QualityLimits): readonly QualityReason[] {
  const faults: QualityReason[] = [];
  if (quality.inside < limits.minInside) faults.push('cutOff');
  if (quality.interOcular < limits.minInterOcular) faults.push('tooFar');
  if (quality.turn > limits.maxTurn) faults.push('turnedAway');
  if (quality.brightness < limits.minBrightness) faults.push('tooDark');
  if (quality.brightness > limits.maxBrightness) faults.push('tooBright');
  if (quality.sharpness < limits.minSharpness) faults.push('blurred');
  return faults;
}

/** What the visitor is told. */
export function advice(reason: QualityReason): string {
  switch (reason) {
    case 'tooFar':
      return 'Please come closer.';
    case 'turnedAway':
      return 'Please look at the camera.';
    case 'tooDark':
      return 'It is too dark. Please face the light.';
    case 'tooBright':
      return 'It is too bright. Please step out of the light.';
    case 'blurred':
      return 'Please hold still.';
    case 'cutOff':
      return 'Please step into the middle of the picture.';
    default:
      return reason satisfies never;
  }
}
