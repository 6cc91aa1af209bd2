import { CommandRejected } from '../../base/errors.js';

/** A terminal's public encryption key (P-256), as a JWK (RFC 7517). */
export interface SealKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

/** New group keys for one terminal, signed as a whole with the root key. */
export interface GroupKeyDelivery {
  readonly site: string;
  readonly terminal: string;
  readonly version: number;
  readonly keys: readonly { readonly group: string; readonly sealed: string }[];
}

/** The group keys that a terminal has received. */
export interface DeliveredKeys {
  /** Version of the latest delivery; 0 before the first. */
  readonly version: number;
  /** Raw keys, 32 bytes, by the name of the group; newest first. */
  readonly keys: Readonly<Record<string, readonly Uint8Array[]>>;
}

export const noDelivery: DeliveredKeys = { version: 0, keys: {} };

/**
 * Adds a delivery. Keeps the new key of each group, and the previous one, which opens the active gallery until one encrypted with the new
 * key arrives.
 * @throws CommandRejected `key.delivery-old`
 */
export function deliver(present: DeliveredKeys, version: number, keys: ReadonlyMap<string, Uint8Array>): DeliveredKeys {
  if (version <= present.version) {
    throw new CommandRejected('key.delivery-old', `delivery ${version} is not newer than ${present.version}`, {
      remedy: 'Run ostiary fleet keys deliver again. A sender of your own must use a higher version.',
    });
  }
  const kept = Object.entries(present.keys);
  const added = [...keys].map(([group, key]): [string, Uint8Array[]] => {
    const before = (present.keys[group] ?? []).filter((old) => Buffer.compare(old, key) !== 0);
    return [group, [key, ...before.slice(0, 1)]];
  });
  return { version, keys: Object.fromEntries([...kept, ...added]) };
}
