import { Worker } from 'node:worker_threads';
import type { Clock } from '../../base/clock.js';
import { StoreError } from '../../base/errors.js';
import { type Millis, minutes, seconds } from '../../base/units.js';
import { within } from '../../base/within.js';
import { unpackFault } from '../../database/thread/stored-fault.js';
import type { AuditEvent } from '../domain/audit.js';
import { checkEvent } from '../domain/audit-chain.js';
import type { AuditStore } from '../ports/audit-store.js';
import type { Retention } from './audit-pruner.js';
import type { AuditStoreReply, AuditStoreRequest, AuditStoreWorkerData } from './audit-store-protocol.js';

export interface AuditStoreOptions {
  /** The database file; created if missing. */
  readonly path: string;
  readonly bootId: string;
  readonly clock: Clock;
  /** Default: 1,000,000 rows, no age limit, 1,000,000 undelivered rows. */
  readonly retention?: Partial<Retention>;
  /** Called if old records could not be pruned; retried with the next events. */
  readonly onUntidy?: (fault: StoreError) => void;
}

interface Pending {
  readonly events: readonly AuditEvent[];
  readonly resolve: (sequence: number) => void;
  readonly reject: (fault: unknown) => void;
}

const defaultRetention: Retention = { maxRows: 1_000_000, maxOutbox: 1_000_000 };
const tidyInterval: Millis = minutes(60);
/** A hanging disk must not keep the daemon from stopping. */
const closeWithin: Millis = seconds(10);
/** Maximum number of waiting events; a hanging disk must not fill the memory. */
const maxWaiting = 10_000;

// A worker runs only JavaScript: under vitest it runs from the build in dist/.
const workerFile = import.meta.url.endsWith('.ts')
  ? new URL('../../../dist/audit/sqlite/audit-store-worker.js', import.meta.url)
  : new URL('./audit-store-worker.js', import.meta.url);

/**
 * The audit log in a worker thread. Events appended during a commit share the next one. If the worker dies, its group rejects
 * (`store.worker-lost`) and the next group starts a new worker. Whether that group was stored is then unknown; appending the same events
 * again is safe, since each id is stored once. Rejects with `store.*` faults, `store.backlog` if too many events wait, `store.closed` after
 * `close`. A hanging disk keeps an append waiting: callers with a deadline must set their own.
 */
export class SqliteAuditStore implements AuditStore {
  readonly #options: AuditStoreOptions;
  readonly #data: AuditStoreWorkerData;
  #queue: Pending[] = [];
  #flight: Pending[] = [];
  #waiting = 0;
  #worker: Worker | undefined;
  #closing: Promise<void> | undefined;
  #cancelTidy: () => void = () => {};
  #idle: () => void = () => {};

  private constructor(options: AuditStoreOptions) {
    this.#options = options;
    const { path, bootId, retention } = options;
    this.#data = { path, bootId, retention: { ...defaultRetention, ...retention } };
  }

  /** @throws StoreError (rejects) if the database cannot be opened. */
  static async open(options: AuditStoreOptions): Promise<SqliteAuditStore> {
    const store = new SqliteAuditStore(options);
    try {
      await store.append([]);
    } catch (error) {
      await store.close();
      throw error;
    }
    store.#tidy();
    return store;
  }

  async append(events: readonly AuditEvent[]): Promise<number> {
    if (this.#closing !== undefined)
      throw this.#fault('store.closed', 'the audit log is closed', 'Restart the daemon: systemctl restart ostiary.');
    for (const event of events) checkEvent(event);
    if (this.#waiting + events.length > maxWaiting) {
      const remedy = 'Check the SD card (dmesg): the storage is too slow or hangs.';
      throw this.#fault('store.backlog', `${this.#waiting} audit events are waiting to be stored`, remedy);
    }
    this.#waiting += events.length;
    return new Promise((resolve, reject) => {
      this.#queue.push({ events, resolve, reject });
      // Calls in one turn of the event loop share a commit.
      queueMicrotask(() => this.#send());
    });
  }

  /** Stores the waiting events, then ends the worker. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#cancelTidy();
    const { clock } = this.#options;
    const idle = new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
    if (this.#waitingGroups() === 0) this.#idle();
    await within(closeWithin, idle, clock);
    const worker = this.#worker;
    if (worker === undefined) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    this.#post(worker, { kind: 'close' });
    await within(closeWithin, ended, clock);
    await worker.terminate();
  }

  #send(): void {
    if (this.#flight.length > 0 || this.#queue.length === 0) return;
    this.#flight = this.#queue;
    this.#queue = [];
    this.#worker ??= this.#start();
    this.#post(this.#worker, { kind: 'append', groups: this.#flight.map(({ events }) => events) });
  }

  #start(): Worker {
    const worker = new Worker(workerFile, { workerData: this.#data, name: 'audit' });
    let reason = 'it ended';
    worker.on('message', (reply: AuditStoreReply) => this.#receive(reply));
    worker.on('error', (error) => {
      reason = error.message;
    });
    worker.on('exit', () => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#settleWith((pending) =>
        pending.reject(
          this.#fault(
            'store.worker-lost',
            `the audit log’s worker ended: ${reason}`,
            'Wait: the worker restarts automatically.',
          ),
        ),
      );
    });
    return worker;
  }

  #receive(reply: AuditStoreReply): void {
    switch (reply.kind) {
      case 'committed':
        this.#settleWith((pending, i) => pending.resolve(reply.sequences[i] as number));
        return;
      case 'failed':
        this.#settleWith((pending) => pending.reject(unpackFault(reply.fault)));
        return;
      case 'unusable':
        // It ends by itself; the next group starts a new worker.
        this.#worker = undefined;
        this.#settleWith((pending) => pending.reject(unpackFault(reply.fault)));
        return;
      case 'untidy':
        this.#options.onUntidy?.(unpackFault(reply.fault));
        return;
      default:
        reply satisfies never;
    }
  }

  #settleWith(settle: (pending: Pending, index: number) => void): void {
    const group = this.#flight;
    this.#flight = [];
    for (const { events } of group) this.#waiting -= events.length;
    group.forEach(settle);
    this.#send();
    if (this.#waitingGroups() === 0) this.#idle();
  }

  #waitingGroups(): number {
    return this.#flight.length + this.#queue.length;
  }

  /** Prunes records by age even if nothing happens, and right after start. */
  #tidy(): void {
    const { clock } = this.#options;
    const now = { at: clock.monotonic(), wall: clock.wall(), wallTrusted: clock.wallTrusted() };
    if (this.#worker !== undefined) this.#post(this.#worker, { kind: 'tidy', now });
    this.#cancelTidy = clock.after(tidyInterval, () => this.#tidy());
  }

  #post(worker: Worker, request: AuditStoreRequest): void {
    worker.postMessage(request);
  }

  #fault(code: string, message: string, remedy: string): StoreError {
    return new StoreError(code, message, { remedy, context: { path: this.#options.path } });
  }
}
