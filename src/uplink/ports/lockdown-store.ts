/** Whether the terminal is in lockdown, over a restart. Durable. */
export interface LockdownStore {
  lockdown(): Promise<boolean>;
  /** In the order of the calls. @throws StoreError (rejects) */
  keepLockdown(on: boolean): Promise<void>;
}
