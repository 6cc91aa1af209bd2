import type { AuditEvent } from '../audit/domain/audit.js';
import { auditEvent } from '../audit/ports/audit-event.js';
import type { Clock } from '../base/clock.js';
import { CommandRejected, type TerminalError } from '../base/errors.js';
import { seconds } from '../base/units.js';
import type { Embedding } from '../vision/domain/embedding.js';
import type { Vision } from '../vision/ports/vision.js';
import {
  type EnrolmentChoices,
  type EnrolmentRefusal,
  judgeEnrolment,
  judgeSample,
  type Sample,
} from './domain/enrolment.js';
import { type GalleryIndex, type Person, personIdPattern } from './domain/gallery.js';
import type { GalleryStore } from './ports/gallery-store.js';

/** Turns an untrusted picture into a sample. An unreadable picture gives a refusal; a missing vision process is an error. */
export async function samplePicture(
  vision: Pick<Vision, 'analyse'>,
  picture: string,
  bytes: Uint8Array,
): Promise<Sample> {
  try {
    const analysis = await vision.analyse(bytes, { within: seconds(30) });
    return judgeSample(picture, analysis.faces);
  } catch (error) {
    if (error instanceof CommandRejected) {
      return { kind: 'refused', picture, reason: error.code === 'picture.too-large' ? 'tooLarge' : 'unreadable' };
    }
    throw error;
  }
}

interface Known {
  readonly store: Pick<GalleryStore, 'person' | 'put'>;
  readonly index: GalleryIndex;
  readonly minSimilarity: number;
  readonly clock: Clock;
}

/** The result that an enrolment will store. */
export interface EnrolmentPlan {
  readonly kind: 'gallery.enrolled' | 'gallery.replaced';
  readonly templates: readonly Embedding[];
}

/**
 * Judges an enrolment without changing anything. @throws CommandRejected `enroll.*` when the person cannot be enrolled with these samples
 */
export function planEnrolment(
  person: Person,
  samples: readonly Sample[],
  choices: EnrolmentChoices,
  known: Omit<Known, 'clock' | 'store'> & { readonly store: Pick<GalleryStore, 'person'> },
): EnrolmentPlan {
  if (!personIdPattern.test(person.id)) {
    throw new CommandRejected('enroll.id', `"${person.id}" is not an id`, {
      remedy: 'Use 1 to 64 letters, digits, dots, dashes or underscores; start with a letter or digit.',
    });
  }
  const existing = known.store.person(person.id);
  const judged = judgeEnrolment(person.id, samples, { ...known, existing }, choices);
  if (judged.kind === 'refused') throw rejection(person.id, judged);
  return { kind: existing ? 'gallery.replaced' : 'gallery.enrolled', templates: judged.templates };
}

/**
 * Enrols one person from judged samples, durably and audited.
 * @returns the templates stored.
 * @throws CommandRejected `enroll.*` if the person cannot be enrolled with these samples; nothing is changed.
 */
export function enrol(
  person: Person,
  samples: readonly Sample[],
  choices: EnrolmentChoices,
  known: Known,
): readonly Embedding[] {
  const { kind, templates } = planEnrolment(person, samples, choices, known);
  known.store.put(person, templates, enrolmentEvent(known.clock, kind, person, templates));
  return templates;
}

export function enrolmentEvent(
  clock: Clock,
  kind: EnrolmentPlan['kind'],
  person: Person,
  templates: readonly Embedding[],
): AuditEvent {
  return auditEvent(clock, kind, { person: person.id, templates: templates.length });
}

function rejection(id: string, refusal: EnrolmentRefusal): TerminalError {
  switch (refusal.reason) {
    case 'noUsablePicture':
      return new CommandRejected('enroll.no-usable-picture', `none of the pictures of ${id} can be used`, {
        remedy: 'Take a picture from about one metre, facing the camera, in even light, with only this person in it.',
      });
    case 'differentPeople':
      return new CommandRejected(
        'enroll.different-people',
        `${refusal.picture} and ${refusal.other} do not show the same person (similarity ${refusal.similarity.toFixed(2)})`,
        { remedy: 'Remove the picture that shows a different person, then enrol again.' },
      );
    case 'alreadyEnrolledAs':
      return new CommandRejected(
        'enroll.already-enrolled',
        `${refusal.picture} shows a face that is already enrolled as ${refusal.person} (similarity ${refusal.similarity.toFixed(2)})`,
        { remedy: `Use that id, or remove it first (ostiary gallery remove). For twins, add --allow-similar.` },
      );
    case 'idInUse':
      return new CommandRejected('enroll.id-in-use', `${id} is already enrolled`, {
        remedy: 'Add --replace to replace this person, or choose another id.',
      });
    default:
      return refusal satisfies never;
  }
}
