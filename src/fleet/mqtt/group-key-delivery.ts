import type { KeyObject } from 'node:crypto';
import type { SealKey } from '../../protocol/domain/group-keys.js';
import { signText } from '../../protocol/wire/jws.js';
import { sealFor } from '../../protocol/wire/sealed.js';

interface Delivery {
  readonly site: string;
  readonly terminal: string;
  readonly version: number;
  /** By group. */
  readonly keys: ReadonlyMap<string, KeyObject>;
}

/** The keys of groups for one terminal: sealed for it, and signed by the root key (PROTOCOL.md). */
export async function signDelivery({ keys, ...head }: Delivery, sealKey: SealKey, root: KeyObject): Promise<string> {
  const sealing = [...keys].map(async ([group, key]) => ({ group, sealed: await sealFor(sealKey, key.export()) }));
  return signText({ ...head, keys: await Promise.all(sealing) }, 'ostiary-group-keys', root);
}
