import { CommandRejected } from '../../base/errors.js';
import type { KeyRing, Role, TrustedKey } from '../../protocol/domain/key-ring.js';

/** Whether a key may be used now. */
export const isLive = (key: TrustedKey, now: number): boolean =>
  !key.revoked && (key.notAfter === undefined || now < key.notAfter);

/** The newest valid key of the role: rings grow at their end. */
export function liveKey(ring: KeyRing, role: Role, now: number): TrustedKey | undefined {
  return ring.keys.findLast((key) => key.roles.includes(role) && isLive(key, now));
}

/** The ring with one more key; with `instead`, the earlier keys of its roles are revoked. */
export function withKey(ring: KeyRing, key: TrustedKey, { instead }: { readonly instead: boolean }): KeyRing {
  const replaced = (old: TrustedKey): boolean => instead && old.roles.every((role) => key.roles.includes(role));
  const keys = ring.keys.map((old) => (replaced(old) ? { ...old, revoked: true } : old));
  return { version: ring.version + 1, keys: [...keys, key] };
}

/** The ring with this key revoked. @throws CommandRejected `key.unknown` */
export function withoutKey(ring: KeyRing, id: string): KeyRing {
  if (!ring.keys.some((key) => key.id === id)) {
    throw new CommandRejected('key.unknown', `key ${id} is not in the key ring (version ${ring.version})`, {
      remedy: 'Run `ostiary fleet keys list` to see the ids.',
    });
  }
  return { version: ring.version + 1, keys: ring.keys.map((key) => (key.id === id ? { ...key, revoked: true } : key)) };
}
