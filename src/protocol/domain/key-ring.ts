import { CommandRejected } from '../../base/errors.js';
import type { Timestamp } from '../../base/units.js';

/** What a key may be used for. Only the root key may sign the key ring itself. */
export const roles = ['enroller', 'operator', 'releaseManager', 'collector'] as const;
export type Role = (typeof roles)[number];

/** A key that terminals accept. Its id is the first 16 hex digits of the SHA-256 of its 32 raw bytes. */
export interface TrustedKey {
  readonly id: string;
  /** Raw Ed25519 public key as base64url. */
  readonly publicKey: string;
  readonly roles: readonly Role[];
  /** The owner, for people. */
  readonly label: string;
  /** End of its validity (exclusive). */
  readonly notAfter?: Timestamp;
  /** Revoked keys stay in the ring, so that their use is refused explicitly. */
  readonly revoked: boolean;
}

/** All keys of a site, signed as a whole with the root key. A new version replaces the old one entirely. */
export interface KeyRing {
  readonly version: number;
  readonly keys: readonly TrustedKey[];
}

export const emptyRing: KeyRing = { version: 0, keys: [] };

/** Returns the key with this id if it is valid for this role now. @throws CommandRejected `key.*` */
export function requireKey(ring: KeyRing, id: string, role: Role, now: Timestamp): TrustedKey {
  const key = ring.keys.find((candidate) => candidate.id === id);
  if (key === undefined) {
    throw new CommandRejected('key.unknown', `key ${id} is not in the key ring (version ${ring.version})`, {
      remedy:
        'Publish a key ring that contains this key (ostiary fleet keys publish), or sign with a key that is in the ring.',
    });
  }
  if (key.revoked) {
    throw new CommandRejected('key.revoked', `key ${id} was revoked`, {
      remedy: 'Sign with a key that is not revoked (ostiary fleet keys list).',
    });
  }
  if (key.notAfter !== undefined && now >= key.notAfter) {
    throw new CommandRejected('key.expired', `key ${id} has expired`, {
      remedy: 'Create a new key: ostiary fleet keys rotate ROLE.',
    });
  }
  if (!key.roles.includes(role)) {
    throw new CommandRejected('key.role', `key ${id} does not have the role ${role} that this needs`, {
      remedy: `Sign with a key of the role ${role}.`,
    });
  }
  return key;
}

/** The ring in force from now on. @throws CommandRejected `key.ring-old` unless it is newer than the present one. */
export function succeed(present: KeyRing, next: KeyRing): KeyRing {
  if (next.version > present.version) return next;
  throw new CommandRejected('key.ring-old', `key ring ${next.version} is not newer than ${present.version}`, {
    remedy: 'Sign a key ring with a higher version.',
  });
}
