import type { Instant, Timestamp } from '../../base/units.js';

export const auditKinds = [
  'terminal.started',
  'terminal.stopped',
  'terminal.restored',
  'access.granted',
  'access.denied',
  'access.attackAlarm',
  'access.resumed',
  'door.released',
  'door.secured',
  'door.opened',
  'door.closed',
  'door.heldOpen',
  'door.forcedOpen',
  'door.alarmCleared',
  'door.mode',
  'door.fault',
  'config.loaded',
  'config.refused',
  'config.changed',
  'gallery.enrolled',
  'gallery.replaced',
  'gallery.changed',
  'gallery.removed',
  'gallery.imported',
  'gallery.rekeyed',
  'camera.viewed',
  'liveness.drilled',
  'vision.lost',
  'vision.restored',
  'audit.pruned',
  'outbox.dropped',
  'command.accepted',
  'command.done',
  'command.refused',
  'keys.changed',
  'keys.delivered',
  'gallery.accepted',
  'gallery.refused',
] as const;
export type AuditKind = (typeof auditKinds)[number];

/** Security events: the last to be dropped if they cannot be delivered. */
export const securityKinds: readonly AuditKind[] = auditKinds.filter(
  (kind) =>
    /^(access|command|keys|liveness|outbox|audit)\./.test(kind) ||
    ['door.forcedOpen', 'door.heldOpen', 'door.mode', 'config.changed', 'gallery.enrolled', 'gallery.removed'].includes(
      kind,
    ),
);

/** Plain facts, JSON values only. Person ids are allowed, never names, embeddings or pictures. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** An event before it has its place in the log. */
export interface AuditEvent {
  /** UUID; writing the same id twice keeps the first. */
  readonly id: string;
  readonly kind: AuditKind;
  readonly at: Instant;
  readonly wall: Timestamp;
  /** False if the wall clock was not synchronised. */
  readonly wallTrusted: boolean;
  readonly facts: Facts;
}

/** When something happened, as an event tells it. */
export type Stamp = Pick<AuditEvent, 'at' | 'wall' | 'wallTrusted'>;

/** An event in its place in the append-only, hash-chained log. */
export interface AuditRecord extends AuditEvent {
  /** Strictly increasing by one over the life of the terminal. */
  readonly sequence: number;
  /** Kernel boot id; `at` is comparable only within one boot. */
  readonly bootId: string;
  /** Lower-case hex SHA-256 over the previous record's hash and this record's canonical form. */
  readonly hash: string;
}
