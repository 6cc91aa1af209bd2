import { parentPort } from 'node:worker_threads';
import { packFault, type StoredFault } from './stored-fault.js';

export interface TablesRequest {
  readonly id: number;
  /** Undefined in order to close. */
  readonly call: { readonly tables: string; readonly method: string; readonly args: readonly unknown[] } | undefined;
}

export type TablesReply = { readonly id: number } & ({ readonly value: unknown } | { readonly fault: StoredFault });

/** Synchronous functions by name. */
type Tables = Readonly<Record<string, (...args: never[]) => unknown>>;

/** An open database: the functions that are served, by name of their tables. */
export interface ServedTables {
  readonly tables: Readonly<Record<string, Tables>>;
  close(): void;
}

/** Answers a StorageThread's calls, in a worker. @param open called by the first call, and again by the next after a failure */
export function serveTables(path: string, open: () => ServedTables): void {
  let served: ServedTables | undefined;
  const answer = ({ id, call }: TablesRequest): TablesReply => {
    try {
      if (call === undefined) return { id, value: served?.close() };
      served ??= open();
      const method = served.tables[call.tables]?.[call.method] as (...args: readonly unknown[]) => unknown;
      return { id, value: method(...call.args) };
    } catch (error) {
      return { id, fault: packFault(error, path) };
    }
  };
  parentPort?.on('message', (request: TablesRequest) => {
    parentPort?.postMessage(answer(request));
    if (request.call === undefined) parentPort?.close();
  });
}
