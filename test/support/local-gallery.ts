import type { AuditEvent } from '../../src/audit/domain/audit.js';
import { type Timestamp, timestamp } from '../../src/base/units.js';
import type { Person, Template } from '../../src/gallery/domain/gallery.js';
import type { LocalChange } from '../../src/gallery/domain/local-change.js';
import type { GalleryEditor } from '../../src/gallery/ports/gallery-editor.js';
import type { Embedding, EmbeddingSpace } from '../../src/vision/domain/embedding.js';

/** The local gallery as a store keeps it, without a disk. Its changes say what they changed, as `LocalChange`. */
export class LocalGallery implements GalleryEditor {
  readonly #people = new Map<string, Person>();
  readonly #revoked = new Map<string, Timestamp>();
  /** People whose templates do not open. */
  readonly damaged = new Set<string>();
  #templates: Template[] = [];
  #revision = 0;
  #next = 1;

  revision = (): number => this.#revision;
  people = (): readonly Person[] => [...this.#people.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  person = (id: string): Person | undefined => this.#people.get(id);
  revocations = async (): Promise<ReadonlyMap<string, Timestamp>> => new Map(this.#revoked);

  templateCounts(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { embedding } of this.#templates)
      counts.set(embedding.space.id, (counts.get(embedding.space.id) ?? 0) + 1);
    return counts;
  }

  templatesAfter(space: EmbeddingSpace, after: number, count: number) {
    const read = this.#templates.filter(({ id, embedding }) => id > after && embedding.space.id === space.id);
    const rows = read.slice(0, count);
    return {
      templates: rows.filter(({ person }) => !this.damaged.has(person)),
      damaged: rows.filter(({ person }) => this.damaged.has(person)).map(({ person }) => person),
      last: rows.at(-1)?.id,
    };
  }

  async put(person: Person, templates: readonly Embedding[], _event?: AuditEvent): Promise<number> {
    return this.enrol(person, ...templates).revision;
  }

  async revoke(person: string, revoked: Timestamp, _event?: AuditEvent) {
    const removed = this.#people.has(person);
    return { removed, revision: this.expel(person, revoked).revision };
  }

  enrol(person: Person, ...templates: readonly Embedding[]): LocalChange {
    this.#erase(person.id);
    this.#people.set(person.id, person);
    for (const embedding of templates) this.#templates.push({ id: this.#next++, person: person.id, embedding });
    return { kind: 'put', person, templates, revision: ++this.#revision };
  }

  expel(person: string, revoked = timestamp(0)): LocalChange {
    this.#erase(person);
    this.#revoked.set(person, timestamp(Math.max(revoked, this.#revoked.get(person) ?? 0)));
    return { kind: 'revoked', person, revoked, revision: ++this.#revision };
  }

  #erase(person: string): void {
    this.damaged.delete(person);
    this.#people.delete(person);
    this.#templates = this.#templates.filter((template) => template.person !== person);
  }
}
