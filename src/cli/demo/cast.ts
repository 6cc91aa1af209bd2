import { join } from 'node:path';
import { inventPerson, type Person, renderingVersion } from '../../rendering/person.js';
import { portrait } from './portrait.js';

/** Somebody of the demo's cast, who does not exist. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly person: Person;
}

const names = ['Ada', 'Ben', 'Cleo', 'Dag', 'Edda', 'Finn', 'Gwen', 'Hugo', 'Iris', 'Jonas', 'Kaja', 'Leo'] as const;
export type ActorName = (typeof names)[number];
/** Who plays them: seeds of people who resemble nobody else in the cast. */
const seeds = [12, 56, 38, 60, 42, 27, 5, 37, 31, 32, 44, 39];

/** The same people in the same order on every machine. */
export const cast: readonly Actor[] = names.map((name, i) => ({
  id: name.toLowerCase(),
  name,
  person: inventPerson(seeds[i] ?? i),
}));

/** Pictures to enrol an actor with, as somebody would take them at a desk. */
const pictures = 3;
const style = { size: 256, variety: 0.4 };

/** Paths of an actor's pictures below `folder`; those that are there already are not drawn again. */
export async function portraits({ id, person }: Actor, folder: string): Promise<readonly string[]> {
  const files = Array.from({ length: pictures }, (_, i) =>
    join(folder, `r${renderingVersion}`, `${id}-${person.seed}`, `${i + 1}.jpg`),
  );
  for (const [i, file] of files.entries()) await portrait(person, i, style, file);
  return files;
}
