/** Evidence that a live person is in front of the camera (presentation attack detection, ISO/IEC 30107). */
export type Liveness =
  | { readonly kind: 'notChecked' }
  | { readonly kind: 'bonaFide'; readonly score: number }
  | { readonly kind: 'attack'; readonly score: number };

/** The evidence that the policy demands. `unchecked` must be set explicitly in the configuration. */
export type LivenessPolicy = 'required' | 'unchecked';

export function acceptsLiveness(policy: LivenessPolicy, liveness: Liveness): boolean {
  switch (liveness.kind) {
    case 'bonaFide':
      return true;
    case 'attack':
      return false;
    case 'notChecked':
      return policy === 'unchecked';
    default:
      return liveness satisfies never;
  }
}
