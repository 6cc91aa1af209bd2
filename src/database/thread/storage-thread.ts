import { Worker } from 'node:worker_threads';
import { StoreError } from '../../base/errors.js';
import type { TablesReply, TablesRequest } from './serve-tables.js';
import { unpackFault } from './stored-fault.js';

interface Options {
  /** The worker's code: it calls `serveTables`. */
  readonly file: URL;
  readonly name: string;
  /** Of the database, for faults. */
  readonly path: string;
  readonly workerData: unknown;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (fault: unknown) => void;
}

/** The same functions, answered by another thread. */
export type Remote<Tables> = {
  readonly [Name in keyof Tables]: Tables[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Result>
    : never;
};

/** A database behind a worker: fsync never blocks the door. Calls are carried out in order, and reject with `store.*` faults. */
export class StorageThread {
  readonly #options: Options;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #next = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** One function of these tables. */
  method<Tables>(tables: string): <Name extends keyof Tables & string>(method: Name) => Remote<Tables>[Name] {
    return (method) =>
      ((...args: readonly unknown[]) => this.#call({ tables, method, args })) as Remote<Tables>[typeof method];
  }

  /** Carries out what was called before, then ends the worker. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    await this.#call(undefined);
    await worker.terminate();
  }

  #call(call: TablesRequest['call']): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#waiting.set(id, { resolve, reject });
      this.#worker ??= this.#start();
      this.#worker.postMessage({ id, call } satisfies TablesRequest);
    });
  }

  #start(): Worker {
    const { file, name, workerData, path } = this.#options;
    const worker = new Worker(file, { workerData, name });
    let reason = 'it ended';
    worker.on('message', (reply: TablesReply) => {
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
      const fault = new StoreError('store.worker-lost', `the storage thread ${name} is gone: ${reason}`, {
        remedy: 'It is started again with the next access.',
        context: { path },
      });
      for (const { reject } of this.#waiting.values()) reject(fault);
      this.#waiting.clear();
    });
    return worker;
  }
}
