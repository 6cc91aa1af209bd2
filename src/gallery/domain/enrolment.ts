import { type Embedding, similarity } from '../../vision/domain/embedding.js';
import type { ObservedFace } from '../../vision/domain/observation.js';
import type { QualityReason } from '../../vision/domain/quality.js';
import type { GalleryIndex, Person } from './gallery.js';
import type { LivenessDoubt } from './live-samples.js';

export type SampleRefusal = 'noFace' | 'multipleFaces' | 'unreadable' | 'tooLarge' | QualityReason | LivenessDoubt;

/** One judged picture of the person: its embedding, or why it cannot be a template. */
export type Sample =
  | { readonly kind: 'usable'; readonly picture: string; readonly embedding: Embedding }
  | { readonly kind: 'refused'; readonly picture: string; readonly reason: SampleRefusal };

export type EnrolmentRefusal =
  | { readonly reason: 'noUsablePicture' }
  /** Two pictures show different people; it is unknown which one is wrong. */
  | {
      readonly reason: 'differentPeople';
      readonly picture: string;
      readonly other: string;
      readonly similarity: number;
    }
  | {
      readonly reason: 'alreadyEnrolledAs';
      readonly person: string;
      readonly picture: string;
      readonly similarity: number;
    }
  | { readonly reason: 'idInUse'; readonly person: string };

export interface EnrolmentChoices {
  /** Replace the templates if the id exists. */
  readonly replace: boolean;
  /** The face may be enrolled under another id as well (twins, a second badge). */
  readonly allowSimilar: boolean;
}

/** Pictures of one person in different light still reach this share of the match threshold; strangers stay far below. */
const sameSitterShare = 0.6;

/** A picture for enrolment must show exactly one face, and that face must pass every quality gate. */
export function judgeSample(picture: string, faces: readonly ObservedFace[]): Sample {
  const [face] = faces;
  if (face === undefined) return { kind: 'refused', picture, reason: 'noFace' };
  if (faces.length > 1) return { kind: 'refused', picture, reason: 'multipleFaces' };
  const [fault] = face.faults;
  if (fault !== undefined) return { kind: 'refused', picture, reason: fault };
  if (face.embedding === undefined) return { kind: 'refused', picture, reason: 'noFace' };
  return { kind: 'usable', picture, embedding: face.embedding };
}

/** The embeddings of the usable samples, or why the person cannot be enrolled with them. */
export function judgeEnrolment(
  id: string,
  samples: readonly Sample[],
  known: { readonly existing: Person | undefined; readonly index: GalleryIndex; readonly minSimilarity: number },
  choices: EnrolmentChoices,
):
  | { readonly kind: 'accepted'; readonly templates: readonly Embedding[] }
  | ({ readonly kind: 'refused' } & EnrolmentRefusal) {
  if (known.existing && !choices.replace) return { kind: 'refused', reason: 'idInUse', person: id };
  const usable = samples.filter((s) => s.kind === 'usable');
  if (usable.length === 0) return { kind: 'refused', reason: 'noUsablePicture' };
  const stray = differentSitter(usable, sameSitterShare * known.minSimilarity);
  if (stray) return { kind: 'refused', reason: 'differentPeople', ...stray };
  for (const sample of usable) {
    const twin = known.index.search(sample.embedding, 2).find((c) => c.person !== id);
    if (twin && twin.similarity >= known.minSimilarity && !choices.allowSimilar) {
      const { person, similarity: alike } = twin;
      return { kind: 'refused', reason: 'alreadyEnrolledAs', person, picture: sample.picture, similarity: alike };
    }
  }
  return { kind: 'accepted', templates: usable.map((s) => s.embedding) };
}

/** The least similar pair of pictures, if too different to be one person: two people must never become one. */
function differentSitter(
  samples: readonly Extract<Sample, { kind: 'usable' }>[],
  least: number,
): { readonly picture: string; readonly other: string; readonly similarity: number } | undefined {
  let worst: ReturnType<typeof differentSitter>;
  for (const [i, a] of samples.entries()) {
    for (const b of samples.slice(0, i)) {
      const alike = similarity(a.embedding, b.embedding);
      if (!(alike >= least) && !(worst && worst.similarity <= alike)) {
        worst = { picture: a.picture, other: b.picture, similarity: alike };
      }
    }
  }
  return worst;
}

/** Explains a refused picture to the technician. */
export function explainSample(reason: SampleRefusal): string {
  switch (reason) {
    case 'noFace':
      return 'no face found';
    case 'multipleFaces':
      return 'more than one face; crop the picture to one person';
    case 'unreadable':
      return 'not a readable JPEG, PNG or WebP picture';
    case 'tooLarge':
      return 'larger than 40 megapixels or 32 MiB; make it smaller';
    case 'tooFar':
      return 'the face is too small; take the picture from closer';
    case 'turnedAway':
      return 'the face is turned away; look at the camera';
    case 'tooDark':
      return 'too dark';
    case 'tooBright':
      return 'too bright';
    case 'blurred':
      return 'blurred';
    case 'cutOff':
      return 'the face is cut off by the edge of the picture';
    case 'notLive':
      return 'not a live face';
    case 'notCertain':
      return 'not certain to be a live face; hold still and look at the camera';
    case 'notChecked':
      return 'liveness was not checked; see `ostiary doctor`';
    default:
      return reason satisfies never;
  }
}
