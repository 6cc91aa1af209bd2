import type { Admission } from '../domain/admission.js';

/** The terminals that the site has admitted. Durable, synchronous. @throws StoreError */
export interface TerminalRegistry {
  /** By name. */
  admissions(): readonly Admission[];
  /** In the place of what was known of this terminal. */
  put(admission: Admission): void;
  /** False where it was not there. */
  remove(terminal: string): boolean;
}
