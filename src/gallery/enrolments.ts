import { auditEvent } from '../audit/ports/audit-event.js';
import type { Clock } from '../base/clock.js';
import { CommandRejected } from '../base/errors.js';
import type { Timestamp } from '../base/units.js';
import type { EmbeddingSpace } from '../vision/domain/embedding.js';
import type { Vision } from '../vision/ports/vision.js';
import type { Sample } from './domain/enrolment.js';
import type { LoadedGallery } from './domain/loaded-gallery.js';
import type { Enrolment } from './domain/ordered-enrolment.js';
import { enrolmentEvent, planEnrolment, samplePicture } from './enrol.js';
import type { GalleryView } from './gallery-view.js';
import type { Enrolments } from './ports/enrolments.js';
import type { GalleryEditor } from './ports/gallery-editor.js';
import type { GalleryStore } from './ports/gallery-store.js';

interface Dependencies {
  readonly vision: Pick<Vision, 'analyse'>;
  readonly store: Pick<GalleryStore, 'person'>;
  readonly editor: GalleryEditor;
  /** Undefined while there is none. */
  readonly view: () => Pick<GalleryView, 'current' | 'changed'> | undefined;
  readonly minSimilarity: () => number;
  readonly clock: Clock;
}

/** Enrols and revokes at a running terminal, on the word of its site. */
export function enrolments({ vision, store, editor, view, minSimilarity, clock }: Dependencies): Enrolments {
  return {
    async enrol(enrolment: Enrolment, replace: boolean): Promise<number> {
      const { person, allowSimilar } = enrolment;
      const samples = await samplesOf(enrolment, requireLoaded(view()?.current()).index.space, vision);
      // The photos took a while: whoever was enrolled meanwhile counts.
      const { index } = requireLoaded(view()?.current());
      const known = { store, index, minSimilarity: minSimilarity() };
      const { kind, templates } = planEnrolment(person, samples, { replace, allowSimilar }, known);
      const revision = await editor.put(person, templates, enrolmentEvent(clock, kind, person, templates));
      await view()?.changed({ kind: 'put', person, templates, revision });
      return templates.length;
    },
    async revoke(person: string, issued: Timestamp, command: string): Promise<boolean> {
      const known = view()?.current()?.people.has(person) ?? false;
      const event = auditEvent(clock, 'gallery.removed', { person, command });
      const { removed, revision } = await editor.revoke(person, issued, event);
      await view()?.changed({ kind: 'revoked', person, revoked: issued, revision });
      return removed || known;
    },
  };
}

async function samplesOf(
  { templates, photos }: Enrolment,
  space: EmbeddingSpace,
  vision: Pick<Vision, 'analyse'>,
): Promise<readonly Sample[]> {
  const samples = templates.map((embedding, i): Sample => {
    requireSpace(embedding.space, space);
    return { kind: 'usable', picture: `template ${i + 1}`, embedding };
  });
  for (const [i, photo] of photos.entries()) samples.push(await samplePicture(vision, `photo ${i + 1}`, photo));
  return samples;
}

function requireLoaded(loaded: LoadedGallery | undefined): LoadedGallery {
  if (loaded !== undefined) return loaded;
  throw new CommandRejected('gallery.not-loaded', 'the gallery of this terminal is not loaded yet', {
    remedy: 'Send it again in a few seconds; see the health of the terminal.',
  });
}

function requireSpace(given: EmbeddingSpace, own: EmbeddingSpace): void {
  if (given.id === own.id && given.dimension === own.dimension) return;
  throw new CommandRejected('gallery.space', `the templates are of space ${given.id}, this terminal is of ${own.id}`, {
    remedy: 'Send templates made with the model bundle of this terminal, or photos.',
  });
}
