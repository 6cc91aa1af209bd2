import { CommandRejected } from '../../base/errors.js';

/** What is sealed for this key (on P-256), the terminal that has its private half can open; a JWK (RFC 7517). */
export interface SealKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

/** New keys of groups for one terminal, signed as a whole by the root key. */
export interface GroupKeyDelivery {
  readonly site: string;
  readonly terminal: string;
  readonly version: number;
  readonly keys: readonly { readonly group: string; readonly sealed: string }[];
}

/** What a terminal keeps of the deliveries so far. */
export interface DeliveredKeys {
  /** Of the latest delivery; 0 before the first. */
  readonly version: number;
  /** Raw keys, 32 bytes, by the name of the group; newest first. */
  readonly keys: Readonly<Record<string, readonly Uint8Array[]>>;
}

export const noDelivery: DeliveredKeys = { version: 0, keys: {} };

/**
 * What is kept from now on: per group the new key, and the one before it, which opens what serves until a gallery under the new key came.
 * @throws CommandRejected `key.delivery-old`
 */
export function deliver(present: DeliveredKeys, version: number, keys: ReadonlyMap<string, Uint8Array>): DeliveredKeys {
  if (version <= present.version) {
    throw new CommandRejected('key.delivery-old', `delivery ${version} is not newer than ${present.version}`, {
      remedy: 'Sign a delivery of group keys with a higher version.',
    });
  }
  const kept = Object.entries(present.keys);
  const added = [...keys].map(([group, key]): [string, Uint8Array[]] => {
    const before = (present.keys[group] ?? []).filter((old) => Buffer.compare(old, key) !== 0);
    return [group, [key, ...before.slice(0, 1)]];
  });
  return { version, keys: Object.fromEntries([...kept, ...added]) };
}
