import { bootId } from '../platform/boot-id.js';
import { locateKeyFile, readKeyFile } from '../platform/key-file.js';
import { sealJwk, sealKeyId } from '../protocol/wire/sealed.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { openUplinkStorage } from './uplink-storage.js';

/** RFC 7638 thumbprint of this terminal’s public encryption key. @throws StoreError (rejects) `key.*`, `store.*` */
export async function sealKeyThumbprint({ store }: TerminalConfig): Promise<string> {
  const key = readKeyFile(locateKeyFile(store.keyFile, process.env));
  const storage = openUplinkStorage({ path: store.database, key, bootId });
  try {
    return await sealKeyId(sealJwk(await storage.store.sealKey()));
  } finally {
    await storage.close();
  }
}
