import type { Sample } from '../gallery/domain/enrolment.js';
import type { Person } from '../gallery/domain/gallery.js';
import type { Actor } from './actor.js';

const wantedKnown = 5;
const wantedStrangers = 4;
/** Whom the play needs. */
export const castSize = wantedKnown + wantedStrangers;

export interface EnrolledCast {
  /** The last of them is known, but may not come in. */
  readonly known: readonly Actor[];
  readonly strangers: readonly Actor[];
}

interface Dependencies {
  /** What the models make of a picture file. */
  readonly judge: (file: string) => Promise<Sample>;
  readonly enrol: (person: Person, samples: readonly Sample[]) => Promise<void>;
  /** Where pictures are drawn that are not there yet. */
  readonly portraits: string;
  readonly onCast: (name: string) => void;
}

/** Enrols half of the cast from pictures; whoever the models do not see well enough does not play. */
export async function enrolCast(
  actors: readonly Actor[],
  { judge, enrol, portraits, onCast }: Dependencies,
): Promise<EnrolledCast> {
  const known: Actor[] = [];
  const strangers: Actor[] = [];
  for (const actor of actors) {
    if (strangers.length === wantedStrangers) break;
    if (actor.walksWith !== undefined && (await judge(actor.walksWith)).kind !== 'usable') continue;
    if (known.length === wantedKnown) strangers.push(actor);
    else {
      const pictures = await actor.portraits(portraits);
      const samples = await Promise.all(pictures.map(judge));
      if (samples.filter((sample) => sample.kind === 'usable').length < 2) continue;
      const enabled = known.length < wantedKnown - 1;
      await enrol({ id: actor.id, name: actor.name, enabled }, samples);
      known.push(actor);
    }
    onCast(actor.name);
  }
  return { known, strangers };
}
