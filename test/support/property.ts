import fc from 'fast-check';
import { seed } from './seed.js';

// What fails names its seed and path; the next run finds it again.
fc.configureGlobal({ seed });

/** fast-check, from the seed of the tests. */
export { fc };
