import type { Clock } from '../base/clock.js';
import { CommandRejected, describe, type TerminalError } from '../base/errors.js';
import type { Embedding } from '../vision/domain/embedding.js';
import { type EnrolmentChoices, explainSample, type Sample } from './domain/enrolment.js';
import type { GalleryIndex, Person } from './domain/gallery.js';
import { type PersonChanges, personOf } from './domain/person-changes.js';
import { enrol } from './enrol.js';
import type { GalleryStore } from './ports/gallery-store.js';

/** Somebody who is to be enrolled. */
export interface Enrollee {
  readonly id: string;
  /** Absent if not given. */
  readonly name?: string;
  /** Why this person cannot be enrolled; the others can. */
  readonly fault?: CommandRejected;
}

export interface EnrolOptions<Who> {
  readonly choices: EnrolmentChoices;
  /** What is said about each of them. */
  readonly changes: PersonChanges;
  readonly samplesOf: (person: Who) => Promise<readonly Sample[]>;
  /** Told in words how each went. */
  readonly onLine: (line: string) => void;
}

/** Where people are enrolled. */
interface Into {
  readonly store: Pick<GalleryStore, 'person' | 'put'>;
  /** Whom the gallery knows; told of everybody who was enrolled. */
  readonly known: { readonly index: GalleryIndex; put(person: Person, templates: readonly Embedding[]): void };
  readonly minSimilarity: number;
  readonly clock: Clock;
}

/** Enrols one after the other; a person alone who cannot be enrolled is a fault. @throws CommandRejected `enroll.*`; StoreError */
export async function enrolPeople<Who extends Enrollee>(
  people: readonly Who[],
  { choices, changes, samplesOf, onLine }: EnrolOptions<Who>,
  into: Into,
): Promise<void> {
  const { index } = into.known;
  const failures: TerminalError[] = [];
  for (const candidate of people) {
    const { id, name, fault } = candidate;
    try {
      if (fault) throw fault;
      const samples = await samplesOf(candidate);
      for (const s of samples) if (s.kind === 'refused') onLine(`${s.picture}: not used: ${explainSample(s.reason)}`);
      const said = { ...changes, ...(name === undefined ? {} : { name }) };
      const person = personOf(id, said, into.store.person(id));
      const templates = enrol(person, samples, choices, { ...into, index });
      into.known.put(person, templates);
      onLine(`${id}: enrolled with ${templates.length} template${templates.length === 1 ? '' : 's'}`);
    } catch (error) {
      if (!(error instanceof CommandRejected) || people.length === 1) throw error;
      failures.push(error);
      onLine(`${id}: NOT enrolled: ${describe(error)}`);
    }
  }
  if (failures.length > 0) {
    throw new CommandRejected('enroll.incomplete', `${failures.length} of ${people.length} people were not enrolled`, {
      remedy: 'See the lines above; those who were enrolled stay enrolled.',
    });
  }
}
