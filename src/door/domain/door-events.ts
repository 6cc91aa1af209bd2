/** Audit events for changes of the door. */
import type { AuditKind, Facts } from '../../audit/domain/audit.js';
import { type Door, type DoorInput, type ReleaseCause, released } from './door.js';

export interface DoorEvent {
  readonly kind: AuditKind;
  readonly facts: Facts;
}

/** Events for the step from `before` to `after` by `input`, in storage order. */
export function doorEvents(before: Door, after: Door, input: DoorInput): readonly DoorEvent[] {
  if (before === after) return [];
  const events: DoorEvent[] = [];
  if (before.mode !== after.mode) events.push({ kind: 'door.mode', facts: { mode: after.mode, before: before.mode } });
  if (before.contact.kind !== after.contact.kind) {
    if (after.contact.kind === 'open') events.push({ kind: 'door.opened', facts: { released: released(before) } });
    if (after.contact.kind === 'closed') events.push({ kind: 'door.closed', facts: {} });
  }
  if (before.alarm !== after.alarm) events.push(alarmEvent(before, after));
  if (input.kind === 'release') events.push({ kind: 'door.released', facts: causeFacts(input.cause) });
  else if (released(after) && !released(before)) events.push({ kind: 'door.released', facts: { cause: 'mode' } });
  if (released(before) && !released(after)) events.push({ kind: 'door.secured', facts: { reason: securedBy(input) } });
  return events;
}

function alarmEvent(before: Door, after: Door): DoorEvent {
  switch (after.alarm) {
    case 'none':
      return { kind: 'door.alarmCleared', facts: { alarm: before.alarm } };
    case 'heldOpen':
      return { kind: 'door.heldOpen', facts: {} };
    case 'forcedOpen':
      return { kind: 'door.forcedOpen', facts: {} };
    default:
      return after.alarm satisfies never;
  }
}

function causeFacts(cause: ReleaseCause): Facts {
  switch (cause.kind) {
    case 'grant':
      return { cause: 'grant', decision: cause.decision, person: cause.person };
    case 'remote':
      return { cause: 'remote', command: cause.command };
    case 'technician':
      return { cause: 'technician', purpose: cause.purpose, user: cause.user };
    case 'rex':
      return { cause: 'rex' };
    default:
      return cause satisfies never;
  }
}

/** Why the strike was secured. A release itself never secures. */
function securedBy(input: DoorInput): string {
  switch (input.kind) {
    case 'contact':
      return 'opened';
    case 'mode':
      return 'mode';
    case 'tick':
    case 'release':
      return 'time';
    default:
      return input satisfies never;
  }
}
