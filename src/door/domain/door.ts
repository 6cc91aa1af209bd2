/** The door as a pure state machine: four independent fields and one function. */
import { after, elapsed, type Instant, type Millis, millis } from '../../base/units.js';

/** `lockdown`: no grants, but REX works. `unlocked`: released as long as the mode lasts. */
export type DoorMode = 'normal' | 'lockdown' | 'unlocked';

export type ReleaseCause =
  | { readonly kind: 'grant'; readonly decision: string; readonly person: string }
  | { readonly kind: 'remote'; readonly command: string }
  /** A user of the terminal's command line; `user` is the numeric user id. */
  | { readonly kind: 'technician'; readonly purpose: 'release' | 'relayTest'; readonly user: number }
  | { readonly kind: 'rex' };

/** `since` is absent until the first relock: at boot it is unknown how long the door has been secured. */
type Strike =
  | { readonly kind: 'secured'; readonly since?: Instant }
  | { readonly kind: 'released'; readonly until: Instant; readonly cause: ReleaseCause };

export type Contact =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly closeBy: Instant };

export type Alarm = 'none' | 'heldOpen' | 'forcedOpen';

/** What became of a grant or remote release; `relayFailed`: the relay is still tried until the release is over. */
export type ReleaseResult = 'released' | 'lockdown' | 'relayFailed' | 'stopping';

export interface Door {
  readonly mode: DoorMode;
  readonly strike: Strike;
  readonly contact: Contact;
  readonly alarm: Alarm;
}

export interface DoorTimes {
  /** How long a grant, a remote release or REX releases the strike. */
  readonly release: Millis;
  /** How long the door may stand open before it counts as held open. */
  readonly heldOpenAfter: Millis;
}

export type DoorInput =
  | { readonly kind: 'release'; readonly cause: ReleaseCause }
  | { readonly kind: 'contact'; readonly open: boolean }
  | { readonly kind: 'tick' }
  | { readonly kind: 'mode'; readonly mode: DoorMode };

/**
 * A door that opens this soon after relocking was opened by the release: the contact reports it only after its gap and its debounce time.
 */
export const openGrace: Millis = millis(300);

export const initialDoor: Door = {
  mode: 'normal',
  strike: { kind: 'secured' },
  contact: { kind: 'unknown' },
  alarm: 'none',
};

/** Whether the strike must be released: the command for the relay. */
export function released(door: Door): boolean {
  return door.mode === 'unlocked' || door.strike.kind === 'released';
}

/** When the next `tick` is due; undefined if time alone changes nothing. */
export function nextDeadline(door: Door): Instant | undefined {
  const until = door.strike.kind === 'released' ? door.strike.until : undefined;
  const closeBy = supervised(door) && door.contact.kind === 'open' ? door.contact.closeBy : undefined;
  if (until === undefined) return closeBy;
  return closeBy === undefined || until < closeBy ? until : closeBy;
}

/** The door after `input` at `now`. Returns the same object if nothing changed. */
export function next(door: Door, input: DoorInput, now: Instant, times: DoorTimes): Door {
  switch (input.kind) {
    case 'release':
      return release(door, input.cause, now, times);
    case 'contact':
      return input.open ? open(door, now, times) : close(door);
    case 'tick':
      return tick(door, now);
    case 'mode':
      return changeMode(door, input.mode, now, times);
    default:
      return input satisfies never;
  }
}

function release(door: Door, cause: ReleaseCause, now: Instant, times: DoorTimes): Door {
  if (door.mode === 'lockdown' && cause.kind !== 'rex') return door;
  return {
    ...door,
    strike: { kind: 'released', until: after(now, times.release), cause },
    contact: renewed(door.contact, now, times),
    alarm: 'none',
  };
}

function open(door: Door, now: Instant, times: DoorTimes): Door {
  if (door.contact.kind === 'open') return door;
  const forced = door.contact.kind === 'closed' && !released(door) && !justSecured(door.strike, now);
  return {
    ...door,
    strike: secured(door.strike, now),
    contact: { kind: 'open', closeBy: after(now, times.heldOpenAfter) },
    alarm: forced ? 'forcedOpen' : door.alarm,
  };
}

function close(door: Door): Door {
  return door.contact.kind === 'closed' ? door : { ...door, contact: { kind: 'closed' }, alarm: 'none' };
}

function tick(door: Door, now: Instant): Door {
  const expired = door.strike.kind === 'released' && now >= door.strike.until;
  const late = supervised(door) && door.contact.kind === 'open' && now >= door.contact.closeBy;
  if (!expired && !late) return door;
  return {
    ...door,
    strike: expired ? { kind: 'secured', since: now } : door.strike,
    alarm: late ? 'heldOpen' : door.alarm,
  };
}

function changeMode(door: Door, mode: DoorMode, now: Instant, times: DoorTimes): Door {
  if (mode === door.mode) return door;
  const leavesUnlocked = door.mode === 'unlocked';
  const cut = mode === 'lockdown' && door.strike.kind === 'released' && door.strike.cause.kind !== 'rex';
  const relocks = cut || (leavesUnlocked && door.strike.kind === 'secured');
  return {
    mode,
    strike: relocks ? { kind: 'secured', since: now } : door.strike,
    // Time spent unlocked does not count as held open.
    contact: leavesUnlocked ? renewed(door.contact, now, times) : door.contact,
    alarm: mode === 'unlocked' ? 'none' : door.alarm,
  };
}

/** Whether to raise held open: once, never over a forced opening, and not while the door may stand open. */
function supervised(door: Door): boolean {
  return door.mode !== 'unlocked' && door.alarm === 'none';
}

function renewed(contact: Contact, now: Instant, times: DoorTimes): Contact {
  return contact.kind === 'open' ? { kind: 'open', closeBy: after(now, times.heldOpenAfter) } : contact;
}

function secured(strike: Strike, now: Instant): Strike {
  return strike.kind === 'secured' ? strike : { kind: 'secured', since: now };
}

function justSecured(strike: Strike, now: Instant): boolean {
  return strike.kind === 'secured' && strike.since !== undefined && elapsed(strike.since, now) <= openGrace;
}
