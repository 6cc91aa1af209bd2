import { Worker } from 'node:worker_threads';
import { unpackFault } from '../../audit/sqlite/audit-store-protocol.js';
import { StoreError } from '../../base/errors.js';
import type { GalleryEditor } from '../../gallery/ports/gallery-editor.js';
import type { CommandLedger } from '../ports/command-ledger.js';
import type { KeyVault } from '../ports/key-vault.js';
import type { LockdownStore } from '../ports/lockdown-store.js';
import type { Outbox } from '../ports/outbox.js';
import type { TrustStore } from '../ports/trust-store.js';
import type { UplinkTables, UplinkTablesOptions } from './uplink-tables.js';
import type { UplinkReply, UplinkRequest } from './uplink-worker.js';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (fault: unknown) => void;
}

// A worker runs JavaScript only: from TypeScript sources (vitest) it is started from the build in dist/.
const workerFile = import.meta.url.endsWith('.ts')
  ? new URL('../../../dist/uplink/sqlite/uplink-worker.js', import.meta.url)
  : new URL('./uplink-worker.js', import.meta.url);

/** What the uplink keeps in the terminal's database, behind a worker: fsync never blocks the door. Rejects with `store.*` faults. */
export class SqliteUplinkStore implements Outbox, CommandLedger, TrustStore, KeyVault, LockdownStore, GalleryEditor {
  readonly #options: UplinkTablesOptions;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #next = 0;

  constructor(options: UplinkTablesOptions) {
    this.#options = options;
  }

  readonly epoch = this.#method('epoch');
  readonly after = this.#method('after');
  readonly acknowledge = this.#method('acknowledge');
  readonly trim = this.#method('trim');
  readonly keyRing = this.#method('keyRing');
  readonly putKeyRing = this.#method('putKeyRing');
  readonly nextSession = this.#method('nextSession');
  readonly sealKey = this.#method('sealKey');
  readonly delivered = this.#method('delivered');
  readonly putDelivered = this.#method('putDelivered');
  readonly lockdown = this.#method('lockdown');
  readonly keepLockdown = this.#method('keepLockdown');
  readonly recall = this.#method('recall');
  readonly highest = this.#method('highest');
  readonly begin = this.#method('begin');
  readonly finish = this.#method('finish');
  readonly put = this.#method('put');
  readonly revoke = this.#method('revoke');
  readonly revocations = this.#method('revocations');

  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    await this.#call('close', []);
    await worker.terminate();
  }

  #method<Name extends keyof UplinkTables>(
    method: Name,
  ): (...args: Parameters<UplinkTables[Name]>) => Promise<ReturnType<UplinkTables[Name]>> {
    return (...args) => this.#call(method, args) as Promise<ReturnType<UplinkTables[Name]>>;
  }

  #call(method: keyof UplinkTables, args: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#waiting.set(id, { resolve, reject });
      this.#worker ??= this.#start();
      this.#worker.postMessage({ id, method, args } satisfies UplinkRequest);
    });
  }

  #start(): Worker {
    const worker = new Worker(workerFile, { workerData: this.#options, name: 'uplink-store' });
    let reason = 'it ended';
    worker.on('message', (reply: UplinkReply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('fault' in reply) waiting?.reject(unpackFault(reply.fault));
      else waiting?.resolve(reply.value);
    });
    worker.on('error', (error) => {
      reason = error.message;
    });
    worker.on('exit', () => {
      this.#worker = undefined;
      const fault = new StoreError('store.worker-lost', `the uplink's storage worker is gone: ${reason}`, {
        remedy: 'It is started again with the next access.',
        context: { path: this.#options.path },
      });
      for (const { reject } of this.#waiting.values()) reject(fault);
      this.#waiting.clear();
    });
    return worker;
  }
}
