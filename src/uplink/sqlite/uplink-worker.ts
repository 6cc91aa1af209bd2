/** The thread that owns the uplink's connection to the database. Started by uplink-store.ts only. */
import { parentPort, workerData } from 'node:worker_threads';
import { packFault, type StoredFault } from '../../audit/sqlite/audit-store-protocol.js';
import { type UplinkTables, type UplinkTablesOptions, uplinkTables } from './uplink-tables.js';

export interface UplinkRequest {
  readonly id: number;
  readonly method: keyof UplinkTables;
  readonly args: readonly unknown[];
}

export type UplinkReply = { readonly id: number } & ({ readonly value: unknown } | { readonly fault: StoredFault });

const options = workerData as UplinkTablesOptions;
let tables: UplinkTables | undefined;

parentPort?.on('message', ({ id, method, args }: UplinkRequest) => {
  try {
    // Opened by the first request, and again by the next after a failure; not in order to be closed.
    if (method !== 'close') tables ??= uplinkTables(options);
    const value = (tables?.[method] as ((...args: readonly unknown[]) => unknown) | undefined)?.(...args);
    parentPort?.postMessage({ id, value } satisfies UplinkReply);
  } catch (error) {
    parentPort?.postMessage({ id, fault: packFault(error, options.path) } satisfies UplinkReply);
  }
  if (method === 'close') parentPort?.close();
});
