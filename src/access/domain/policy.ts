import type { Timestamp } from '../../base/units.js';
import type { Person } from '../../gallery/domain/gallery.js';
import type { DrillStanding } from './drill.js';
import type { LivenessLevel } from './liveness-level.js';
import type { LiveFinding, LivenessRefusal } from './prove-alive.js';

export type DenialReason =
  | 'unknown'
  | 'ambiguous'
  | 'disabled'
  | 'notYetValid'
  | 'expired'
  | 'otherDoor'
  | 'clockUntrusted'
  | LivenessRefusal
  | 'challengeFailed'
  | 'drillMissing'
  | 'pausedAfterAttacks'
  | 'lockdown'
  | 'tooLate'
  | 'relayFailed'
  | 'stopping'
  | 'auditUnavailable'
  | 'galleryUnavailable';

export type Decision =
  | { readonly kind: 'granted'; readonly person: string }
  | { readonly kind: 'denied'; readonly reason: DenialReason; readonly person?: string };

export interface PolicyContext {
  readonly door: string;
  readonly lockdown: boolean;
  readonly liveness: LivenessLevel;
  /** Whether the liveness check was tried here, as far as that is demanded. */
  readonly drill: DrillStanding['kind'];
  readonly wall: Timestamp;
  readonly wallTrusted: boolean;
}

/** Whether a recognised person may come in here and now. `person` is undefined if they were removed meanwhile. */
export function decide(person: Person | undefined, liveness: LiveFinding, context: PolicyContext): Decision {
  if (person === undefined) return { kind: 'denied', reason: 'unknown' };
  const deny = (reason: DenialReason): Decision => ({ kind: 'denied', reason, person: person.id });
  if (context.lockdown) return deny('lockdown');
  if (liveness.kind === 'refused') return deny(liveness.reason);
  if (liveness.kind === 'unchecked' && context.liveness !== 'unchecked') return deny('livenessNotChecked');
  if (context.drill === 'missing') return deny('drillMissing');
  if (!person.enabled) return deny('disabled');
  if (person.doors !== undefined && !person.doors.includes(context.door)) return deny('otherDoor');
  const bounded = person.validFrom !== undefined || person.validUntil !== undefined;
  // A clock that may be years off must not admit a person whose access has expired.
  if (bounded && !context.wallTrusted) return deny('clockUntrusted');
  if (person.validFrom !== undefined && context.wall < person.validFrom) return deny('notYetValid');
  if (person.validUntil !== undefined && context.wall >= person.validUntil) return deny('expired');
  return { kind: 'granted', person: person.id };
}

/** The reason, for visitor and technician. */
export function explain(reason: DenialReason): string {
  switch (reason) {
    case 'unknown':
      return 'not recognised';
    case 'ambiguous':
      return 'similar to more than one person';
    case 'disabled':
      return 'access is blocked';
    case 'notYetValid':
      return 'access is not valid yet';
    case 'expired':
      return 'access has expired';
    case 'otherDoor':
      return 'not for this door';
    case 'clockUntrusted':
      return 'access has a time limit, but the clock is not synchronised';
    case 'livenessNotChecked':
      return 'liveness was not checked';
    case 'attack':
      return 'not a live face';
    case 'challengeFailed':
      return 'did not move as asked';
    case 'livenessUndecided':
      return 'not certain to be a live face';
    case 'drillMissing':
      return 'the liveness check has not been tried here for too long';
    case 'pausedAfterAttacks':
      return 'recognition is paused after attacks';
    case 'lockdown':
      return 'lockdown';
    case 'tooLate':
      return 'the decision took too long';
    case 'relayFailed':
      return 'the door cannot be opened';
    case 'stopping':
      return 'the terminal is stopping';
    case 'auditUnavailable':
      return 'the audit log cannot be written';
    case 'galleryUnavailable':
      return 'the gallery is not loaded';
    default:
      return reason satisfies never;
  }
}
