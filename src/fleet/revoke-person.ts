import { auditEvent } from '../audit/ports/audit-event.js';
import type { Clock } from '../base/clock.js';
import type { GalleryStore } from '../gallery/ports/gallery-store.js';
import type { Memberships } from './ports/memberships.js';

interface Dependencies {
  readonly store: Pick<GalleryStore, 'person' | 'remove'>;
  readonly memberships: Pick<Memberships, 'groupsOf' | 'assign'>;
  readonly clock: Clock;
}

export interface RevokedPerson {
  /** Whether the master gallery knew them. */
  readonly known: boolean;
  /** Groups whose galleries they were in. */
  readonly groups: readonly string[];
}

/** Takes a person out of the master gallery and of every group. @throws StoreError */
export function revokePerson(
  id: string,
  { dryRun }: { readonly dryRun: boolean },
  { store, memberships, clock }: Dependencies,
): RevokedPerson {
  const groups = memberships.groupsOf(id);
  if (dryRun) return { known: store.person(id) !== undefined, groups };
  const known = store.remove(id, auditEvent(clock, 'gallery.removed', { person: id }));
  memberships.assign(id, []);
  return { known, groups };
}
