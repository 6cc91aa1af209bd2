import { duration, flag, integer, number, remote, section } from '../fields.js';
import { ordered } from '../rules.js';

export const recognition = section({
  minSimilarity: remote(
    'policy',
    number('Minimum similarity for a match (default: the threshold of the embedder bundle)', 0, 1),
  ).exactOptional(),
  margin: remote('policy', number('Minimum lead in similarity over the next best person', 0, 1)).default(0.05),
  agree: remote(
    'policy',
    integer('Number of frames of one face that are joined before they are compared, at least', 1, 10),
  ).default(2),
  of: remote(
    'policy',
    integer('Number of latest frames that are joined, at most; if they match nobody, the visitor is denied', 1, 10),
  ).default(5),
  maxAge: duration('Frames older than this are ignored when deciding', '50ms', '5s').prefault('500ms'),
  retryAfter: remote(
    'config-set',
    duration('Pause after a denial before the same visitor is tried again', '0s', '1m'),
  ).prefault('3s'),
  maxAttempts: remote('config-set', integer('Number of denials that end a presentation', 1, 20)).default(3),
  singleFace: remote('policy', flag('Decide only while exactly one face is in the frame')).default(false),
})
  .refine(...ordered({ low: 'agree', high: 'of', at: 'agree', equal: 'allowed' }))
  .describe('Conditions for recognising a visitor');
