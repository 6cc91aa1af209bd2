import type { Timestamp } from '../base/units.js';
import type { Embedding, EmbeddingSpace } from '../vision/domain/embedding.js';
import type { GalleryIndex, Person } from './domain/gallery.js';
import type { LoadedGallery } from './domain/loaded-gallery.js';
import type { LocalChange } from './domain/local-change.js';
import { JoinedIndex } from './search/joined-index.js';
import type { OverlaidIndex } from './search/overlaid-index.js';

/** What one source knows: the people enrolled here, or those of a pushed gallery. */
interface Part {
  readonly index: OverlaidIndex;
  readonly people: Map<string, Person>;
}

export interface LocalPart extends Part {
  /** Whose templates could not be unsealed, once for each template. */
  damaged: readonly string[];
}

export interface PushedPart extends Part {
  /** Tells one content of this part from another. */
  readonly revision: string;
  readonly issued: Timestamp;
}

export interface GalleryRevision {
  readonly local: number;
  /** Of all groups, in one text. */
  readonly pushed: string;
}

export const revisionText = ({ local, pushed }: GalleryRevision): string => `${local}${pushed}`;

interface Contents {
  readonly space: EmbeddingSpace;
  readonly revision: GalleryRevision;
  readonly local: LocalPart;
  /** The last one has the last word on a person. */
  readonly pushed: readonly PushedPart[];
  /** Everybody of all parts. Owned by this gallery. */
  readonly people: Map<string, Person>;
  readonly faults: readonly string[];
}

/**
 * The gallery in memory, put together from its parts, and changed in place by what happens to one person.
 * Who is in several parts is known by the templates of all, and by the last one's word on the rest.
 */
export class AssembledGallery implements LoadedGallery {
  readonly local: LocalPart;
  readonly pushed: readonly PushedPart[];
  readonly index: GalleryIndex;
  readonly faults: readonly string[];
  readonly #people: Map<string, Person>;
  #revision: GalleryRevision;

  constructor({ space, revision, local, pushed, people, faults }: Contents) {
    this.local = local;
    this.pushed = pushed;
    this.index = new JoinedIndex(
      space,
      [local, ...pushed].map((part) => part.index),
    );
    this.faults = faults;
    this.#people = people;
    this.#revision = revision;
  }

  get revision(): string {
    return revisionText(this.#revision);
  }

  get people(): ReadonlyMap<string, Person> {
    return this.#people;
  }

  get damaged(): readonly string[] {
    return this.local.damaged;
  }

  /** Whether the changes since it was loaded slow the search down. */
  get worn(): boolean {
    return [this.local, ...this.pushed].some(isWorn);
  }

  /** The local part, if it is of this revision and need not be built anew. */
  localAt(revision: number): LocalPart | undefined {
    return revision === this.#revision.local && !isWorn(this.local) ? this.local : undefined;
  }

  /** Costs what the change costs. One that was there when this was loaded changes nothing. */
  apply(change: LocalChange): void {
    const { local, pushed } = this.#revision;
    if (change.revision <= local) return;
    if (change.kind === 'put') this.put(change.person, change.templates);
    else this.#revoke(change);
    // A gap is another process's change: then this one stays of the old revision, and is loaded again.
    if (change.revision === local + 1) this.#revision = { local: change.revision, pushed };
  }

  /** The person as enrolled here from now on, in memory alone. */
  put(person: Person, templates: readonly Embedding[]): void {
    this.local.people.set(person.id, person);
    this.local.index.put(person.id, templates);
    this.#settle(person.id);
  }

  #revoke({ person, revoked }: Extract<LocalChange, { kind: 'revoked' }>): void {
    this.local.people.delete(person);
    this.local.index.remove(person);
    for (const part of this.pushed) keepOut(part, person, revoked);
    this.#settle(person);
  }

  #settle(id: string): void {
    // Templates that were damaged are gone with the change.
    this.local.damaged = this.local.damaged.filter((damaged) => damaged !== id);
    const last = [this.local, ...this.pushed].findLast(({ people }) => people.has(id))?.people.get(id);
    if (last === undefined) this.#people.delete(id);
    else this.#people.set(id, last);
  }
}

/** Compared one by one with each probe: 0.3 ms for so many of 512 dimensions, as much as 10,000 take in the base. */
const mostChanges = 256;

export const isWorn = ({ index }: Part): boolean => index.changes > mostChanges;

/** Since when people do not count in pushed galleries, by their ids. */
export type Revocations = ReadonlyMap<string, Timestamp>;

/** Somebody who was revoked is not of a gallery that was issued up to then. */
export const isKeptOut = (issued: Timestamp, revoked: Timestamp | undefined): boolean =>
  revoked !== undefined && issued <= revoked;

export function keepOut(part: PushedPart, person: string, revoked: Timestamp): void {
  if (isKeptOut(part.issued, revoked) && part.people.delete(person)) part.index.remove(person);
}
