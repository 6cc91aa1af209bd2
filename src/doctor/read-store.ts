import type { StoreReading } from './domain/store.js';

interface OpenStore {
  readonly people: number;
  readonly templates: number;
  readonly chain: StoreReading['chain'];
  readonly newestEvent: number | undefined;
}

interface Dependencies {
  /** Of `PRAGMA integrity_check`. @throws StoreError */
  readonly integrityFaults: (path: string) => readonly string[];
  /** Opens the gallery with its key: whether the key fits is a part of being sound. @throws StoreError `key.*`, `store.*` */
  readonly open: (path: string) => OpenStore;
}

/** A database that is damaged is not looked into further. @throws StoreError */
export function readStore(path: string, { integrityFaults, open }: Dependencies): StoreReading {
  const faults = integrityFaults(path);
  if (faults.length > 0)
    return { path, people: 0, templates: 0, faults, chain: { ok: false, sequence: 0, detail: '' } };
  const { newestEvent, ...store } = open(path);
  return { path, faults, ...store, ...(newestEvent === undefined ? {} : { newestEvent }) };
}
