import type { AuditEvent } from '../../audit/domain/audit.js';
import type { Embedding, EmbeddingSpace } from '../../vision/domain/embedding.js';
import type { Person, Template } from '../domain/gallery.js';

/** Durable people and sealed templates. Every change is one transaction together with its audit event and outbox row. */
export interface GalleryStore {
  /** Grows with every committed change, whoever made it; cheap enough to ask every second. */
  revision(): number;
  people(): readonly Person[];
  person(id: string): Person | undefined;
  /** @throws StoreError `gallery.unsealable` naming the person when a template was altered or sealed with another key. */
  templates(space: EmbeddingSpace, person?: string): readonly Template[];
  /** Templates stored per space id, also of spaces other than the terminal's. */
  templateCounts(): ReadonlyMap<string, number>;
  /** Adds or, for an id that exists, replaces person and templates. */
  put(person: Person, templates: readonly Embedding[], event: AuditEvent): void;
  /** Removes person and templates; false when there was no such id (then the event is not written). */
  remove(person: string, event: AuditEvent): boolean;
  close(): void;
}
