import type { Admission } from '../domain/admission.js';

/** The terminals that the site has admitted. Durable, synchronous. @throws StoreError */
export interface TerminalRegistry {
  /** By name. */
  admissions(): readonly Admission[];
  /** Adds or replaces the admission of a terminal. */
  put(admission: Admission): void;
  /** False if it was not admitted. */
  remove(terminal: string): boolean;
}
