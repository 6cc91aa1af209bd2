import { StoreError } from '../../base/errors.js';
import { storeFault } from '../store-fault.js';

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
