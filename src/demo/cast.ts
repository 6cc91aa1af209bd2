import { join } from 'node:path';
import type { Actor, Visitor } from './actor.js';
import { type AttackKind, attackVersion, holdUp } from './drawing/hold-up.js';
import { inventPerson, type Person, renderingVersion } from './drawing/person.js';
import { walkUp } from './drawing/walk.js';
import { portrait } from './portrait.js';

/** A drawn member of the demo's cast. */
export interface DrawnActor extends Actor {
  readonly person: Person;
  heldUp(kind: AttackKind): Visitor;
}

const names = ['Ada', 'Ben', 'Cleo', 'Dag', 'Edda', 'Finn', 'Gwen', 'Hugo', 'Iris', 'Jonas', 'Kaja', 'Leo'] as const;
export type ActorName = (typeof names)[number];
/** Seeds of people who do not resemble each other. */
const seeds = [12, 56, 38, 60, 42, 27, 5, 37, 31, 18, 35, 39];

/** The same people in the same order on every machine. */
export const cast: readonly DrawnActor[] = names.map((name, i) => {
  const person = inventPerson(seeds[i] ?? i);
  const id = name.toLowerCase();
  const looks = `drawn ${renderingVersion} ${person.seed}`;
  const folderOf = (folder: string) => join(folder, `r${renderingVersion}`, `${id}-${person.seed}`);
  return {
    id,
    name,
    person,
    looks,
    portraits: (folder) => drawPortraits(person, folderOf(folder)),
    walk: (place, first) => walkUp(person, place, first),
    heldUp: (kind) => ({
      looks: `${kind} ${attackVersion} of ${looks}`,
      walk: (place, first) => holdUp(kind, { shown: person, place, seed: first }),
    }),
  };
});

const pictures = 3;
const style = { size: 256, variety: 0.4 };

/** Does not redraw existing pictures. */
async function drawPortraits(person: Person, folder: string): Promise<readonly string[]> {
  const files = Array.from({ length: pictures }, (_, i) => join(folder, `${i + 1}.jpg`));
  for (const [i, file] of files.entries()) await portrait(person, i, style, file);
  return files;
}
