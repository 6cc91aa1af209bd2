import type { StorageThread } from '../../database/thread/storage-thread.js';
import type { CommandLedger } from '../ports/command-ledger.js';
import type { KeyVault } from '../ports/key-vault.js';
import type { LockdownStore } from '../ports/lockdown-store.js';
import type { Outbox } from '../ports/outbox.js';
import type { TrustStore } from '../ports/trust-store.js';
import type { UplinkTables } from './uplink-tables.js';

export interface UplinkStore extends Outbox, CommandLedger, TrustStore, KeyVault, LockdownStore {}

/** What the uplink keeps, on the thread that serves its tables under the name `uplink`. Rejects with `store.*` faults. */
export function uplinkStore(thread: StorageThread): UplinkStore {
  const method = thread.method<UplinkTables>('uplink');
  return {
    epoch: method('epoch'),
    after: method('after'),
    acknowledge: method('acknowledge'),
    trim: method('trim'),
    keyRing: method('keyRing'),
    putKeyRing: method('putKeyRing'),
    nextSession: method('nextSession'),
    sealKey: method('sealKey'),
    delivered: method('delivered'),
    putDelivered: method('putDelivered'),
    lockdown: method('lockdown'),
    keepLockdown: method('keepLockdown'),
    recall: method('recall'),
    highest: method('highest'),
    begin: method('begin'),
    finish: method('finish'),
  };
}
