import { CommandRejected } from '../../base/errors.js';
import type { KeyRing, Role, TrustedKey } from '../../protocol/domain/key-ring.js';

/** A key that may be used now. */
export const isLive = (key: TrustedKey, now: number): boolean =>
  !key.revoked && (key.notAfter === undefined || now < key.notAfter);

/** The newest key of the role that is not revoked: rings grow at their end. */
export function liveKey(ring: KeyRing, role: Role, now: number): TrustedKey | undefined {
  return ring.keys.findLast((key) => key.roles.includes(role) && isLive(key, now));
}

/** The ring with one more key; those that had its roles before are revoked with it, when `instead` says so. */
export function withKey(ring: KeyRing, key: TrustedKey, { instead }: { readonly instead: boolean }): KeyRing {
  const replaced = (old: TrustedKey): boolean => instead && old.roles.every((role) => key.roles.includes(role));
  const keys = ring.keys.map((old) => (replaced(old) ? { ...old, revoked: true } : old));
  return { version: ring.version + 1, keys: [...keys, key] };
}

/** The ring in which this key is refused by name. @throws CommandRejected `key.unknown` */
export function withoutKey(ring: KeyRing, id: string): KeyRing {
  if (!ring.keys.some((key) => key.id === id)) {
    throw new CommandRejected('key.unknown', `key ${id} is not in the key ring (version ${ring.version})`, {
      remedy: 'See `ostiary fleet keys list` for the ids.',
    });
  }
  return { version: ring.version + 1, keys: ring.keys.map((key) => (key.id === id ? { ...key, revoked: true } : key)) };
}
