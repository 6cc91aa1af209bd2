import { StoreError } from '../../base/errors.js';
import { storeFault } from '../../database/store-fault.js';
import type { AuditEvent } from '../domain/audit.js';
import type { Retention, Stamp } from './audit-pruner.js';

/** What the worker of the audit log is started with (`workerData`). */
export interface AuditStoreWorkerData {
  readonly path: string;
  readonly bootId: string;
  readonly retention: Retention;
}

/** To the worker. Each `append` is answered by one `committed` or `failed`, in order. */
export type AuditStoreRequest =
  | { readonly kind: 'append'; readonly groups: readonly (readonly AuditEvent[])[] }
  | { readonly kind: 'tidy'; readonly now: Stamp }
  | { readonly kind: 'close' };

/** From the worker. `unusable` means that it could not open the database and ends. */
export type AuditStoreReply =
  | { readonly kind: 'committed'; readonly sequences: readonly number[] }
  | { readonly kind: 'failed'; readonly fault: StoredFault }
  | { readonly kind: 'unusable'; readonly fault: StoredFault }
  | { readonly kind: 'untidy'; readonly fault: StoredFault };

/** A StoreError's parts: an error's class does not survive the way between threads. */
export interface StoredFault {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly context: Readonly<Record<string, unknown>>;
}

export function packFault(error: unknown, path: string): StoredFault {
  const { code, message, remedy, context } = storeFault(error, path);
  return { code, message, remedy, context };
}

export function unpackFault({ code, message, remedy, context }: StoredFault): StoreError {
  return new StoreError(code, message, { remedy, context });
}
