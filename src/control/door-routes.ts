import type { Clock } from '../base/clock.js';
import { CommandRejected, HardwareFault } from '../base/errors.js';
import { elapsed, type Millis } from '../base/units.js';
import { type Door, type ReleaseCause, type ReleaseResult, released } from '../door/domain/door.js';
import type { DoorLine, Released } from './ports/answers.js';
import { json, knownPeer, type Peer, type Route } from './ports/route.js';

export interface ControlledDoor {
  door(): Door;
  release(cause: Extract<ReleaseCause, { kind: 'technician' }>): ReleaseResult;
  /** Calls `listener` on every change; returns a function that stops it. */
  watch(listener: (door: Door) => void): () => void;
}

interface Dependencies {
  readonly door: ControlledDoor;
  readonly releaseTime: () => Millis;
  /** Ends a pause of recognition after attacks. False if there is none. */
  readonly resume: (user: number) => boolean;
  readonly clock: Clock;
}

/** Routes to release the door, test the relay, resume recognition and watch the door. */
export function doorRoutes({ door, releaseTime, resume, clock }: Dependencies): readonly Route[] {
  const release = (purpose: 'release' | 'relayTest', peer: Peer | undefined): Released => {
    const before = clock.monotonic();
    const result = door.release({ kind: 'technician', purpose, user: knownPeer(peer).uid });
    if (result === 'lockdown') throw lockdown();
    if (result !== 'released') throw notReleased(result);
    return { driveMs: elapsed(before, clock.monotonic()), releaseMs: releaseTime() };
  };
  return [
    { method: 'POST', path: '/door/release', answer: ({ peer }) => json(release('release', peer)) },
    { method: 'POST', path: '/door/test-relay', answer: ({ peer }) => json(release('relayTest', peer)) },
    {
      method: 'POST',
      path: '/door/resume',
      answer({ peer }) {
        if (!resume(knownPeer(peer).uid)) throw notPaused();
        return json({});
      },
    },
    {
      method: 'GET',
      path: '/door/watch',
      answer: () => ({
        type: 'application/x-ndjson',
        follow: (write) => {
          const tell = (now: Door): void => write(JSON.stringify(doorLine(now)));
          tell(door.door());
          return door.watch(tell);
        },
      }),
    },
  ];
}

function doorLine(door: Door): DoorLine {
  const { strike, mode, contact, alarm } = door;
  const line = { released: released(door), mode, contact: contact.kind, alarm };
  return strike.kind === 'released' ? { ...line, cause: strike.cause.kind } : line;
}

function lockdown(): CommandRejected {
  return new CommandRejected('door.lockdown', 'the door is in lockdown: only REX releases it', {
    remedy: 'End the lockdown from the site: ostiary fleet normal.',
  });
}

function notPaused(): CommandRejected {
  return new CommandRejected('door.not-paused', 'recognition is not paused', {
    remedy: 'Nothing to do. `ostiary status` shows why people are denied.',
  });
}

function notReleased(why: 'relayFailed' | 'stopping'): HardwareFault {
  return new HardwareFault('door.not-released', `the relay could not be switched: ${why}`, {
    remedy: 'Run `ostiary status` and follow what it reports for the part door.',
  });
}
