import { CommandRejected } from '../../base/errors.js';
import type { Timestamp } from '../../base/units.js';

/** What a key may be used for. Only the root key may sign the key ring itself. */
export const roles = ['enroller', 'operator', 'releaseManager', 'collector'] as const;
export type Role = (typeof roles)[number];

/** A key that terminals obey. Its id is derived from the key: the first 16 hex digits of SHA-256 over its 32 raw bytes. */
export interface TrustedKey {
  readonly id: string;
  /** Raw Ed25519 public key as base64url. */
  readonly publicKey: string;
  readonly roles: readonly Role[];
  /** For people: whose key it is. */
  readonly label: string;
  /** First moment at which it is no longer valid. */
  readonly notAfter?: Timestamp;
  /** Kept in the ring so that its use is refused by name. */
  readonly revoked: boolean;
}

/** All keys of a site, signed as a whole by the root key. A new version replaces the old one entirely. */
export interface KeyRing {
  readonly version: number;
  readonly keys: readonly TrustedKey[];
}

export const emptyRing: KeyRing = { version: 0, keys: [] };

/** The key with this id, fit for this role now. @throws CommandRejected `key.*` */
export function requireKey(ring: KeyRing, id: string, role: Role, now: Timestamp): TrustedKey {
  const key = ring.keys.find((candidate) => candidate.id === id);
  if (key === undefined) {
    throw new CommandRejected('key.unknown', `key ${id} is not in the key ring (version ${ring.version})`, {
      remedy: 'Publish a key ring with this key, signed by the root key, or sign with a key that is in it.',
    });
  }
  if (key.revoked) {
    throw new CommandRejected('key.revoked', `key ${id} was revoked`, { remedy: 'Sign with a key that is valid.' });
  }
  if (key.notAfter !== undefined && now >= key.notAfter) {
    throw new CommandRejected('key.expired', `key ${id} has expired`, {
      remedy: 'Publish a key ring with a new key, signed by the root key.',
    });
  }
  if (!key.roles.includes(role)) {
    throw new CommandRejected('key.role', `key ${id} has no role ${role}, which this needs`, {
      remedy: `Sign with a key of the role ${role}.`,
    });
  }
  return key;
}

/** The ring to obey from now on. @throws CommandRejected `key.ring-old` unless it is newer than the present one. */
export function succeed(present: KeyRing, next: KeyRing): KeyRing {
  if (next.version > present.version) return next;
  throw new CommandRejected('key.ring-old', `key ring ${next.version} is not newer than ${present.version}`, {
    remedy: 'Sign a ring with a higher version.',
  });
}
