import type { Timestamp } from '../../base/units.js';
import type { Enrolment } from '../domain/ordered-enrolment.js';

/** What a site orders of the local gallery. Resolves when it is stored and the next visitor meets the gallery as ordered. */
export interface Enrolments {
  /**
   * Judges the samples and stores the person.
   * @returns the number of templates
   * @throws CommandRejected (rejects) `enroll.*`, `gallery.*`: then nothing is changed; StoreError
   */
  enrol(enrolment: Enrolment, replace: boolean): Promise<number>;
  /**
   * Removes the person, also from every pushed gallery that was issued up to `issued`.
   * @param command id of the command that orders it
   * @returns false when nobody was known under that id. @throws StoreError (rejects)
   */
  revoke(person: string, issued: Timestamp, command: string): Promise<boolean>;
}
