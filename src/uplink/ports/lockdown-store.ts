/** Durable record of whether the terminal is in lockdown. */
export interface LockdownStore {
  lockdown(): Promise<boolean>;
  /** In the order of the calls. @throws StoreError (rejects) */
  keepLockdown(on: boolean): Promise<void>;
}
