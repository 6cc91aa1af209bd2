import type { AuditEvent } from '../../audit/domain/audit.js';
import type { Embedding, EmbeddingSpace } from '../../vision/domain/embedding.js';
import type { Person, Template } from '../domain/gallery.js';

/** Durable people and sealed templates. Every change is one transaction together with its audit event and outbox row. */
export interface GalleryStore {
  /** Increases with every committed change of any process; cheap enough to poll every second. */
  revision(): number;
  people(): readonly Person[];
  person(id: string): Person | undefined;
  /** @throws StoreError `gallery.unsealable` naming the person if a template was altered or sealed with another key. */
  templates(space: EmbeddingSpace, person?: string): readonly Template[];
  /** Number of templates per space id, including other spaces than the terminal's. */
  templateCounts(): ReadonlyMap<string, number>;
  /** Adds person and templates, or replaces them if the id exists. */
  put(person: Person, templates: readonly Embedding[], event: AuditEvent): void;
  /** Removes person and templates; false if there is no such id (the event is not written then). */
  remove(person: string, event: AuditEvent): boolean;
  close(): void;
}
