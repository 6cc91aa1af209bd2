import type { Embedding } from '../../vision/domain/embedding.js';
import type { Person } from './gallery.js';

/** Whom to enrol, from templates of the terminal's space or from photos that the terminal's vision process turns into them. */
export interface Enrolment {
  readonly person: Person;
  readonly templates: readonly Embedding[];
  /** Encoded pictures: JPEG, PNG or WebP. Untrusted. */
  readonly photos: readonly Uint8Array[];
  /** Enrol even if the face is already enrolled under another id. */
  readonly allowSimilar: boolean;
}
