import type { StoredFault } from '../../database/thread/stored-fault.js';
import type { AuditEvent, Stamp } from '../domain/audit.js';
import type { Retention } from './audit-pruner.js';

/** The `workerData` of the audit log's worker. */
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

/** From the worker. `unusable`: it could not open the database and ends. */
export type AuditStoreReply =
  | { readonly kind: 'committed'; readonly sequences: readonly number[] }
  | { readonly kind: 'failed'; readonly fault: StoredFault }
  | { readonly kind: 'unusable'; readonly fault: StoredFault }
  | { readonly kind: 'untidy'; readonly fault: StoredFault };
