import { duration, flag, integer, number, remote, section } from '../fields.js';
import { ordered } from '../rules.js';

export const recognition = section({
  minSimilarity: remote(
    'policy',
    number(
      'Similarity from which a probe matches a template; without it, the threshold stated by the embedder bundle',
      0,
      1,
    ),
  ).exactOptional(),
  margin: remote('policy', number('Lead in similarity that a match needs over the best other person', 0, 1)).default(
    0.05,
  ),
  agree: remote('policy', integer('Frames that must name the same person', 1, 10)).default(2),
  of: remote('policy', integer('Latest frames of a presentation that are asked', 1, 10)).default(3),
  maxAge: duration('A frame older than this at the decision is no evidence', '50ms', '5s').prefault('500ms'),
  retryAfter: remote(
    'config-set',
    duration('Pause after a denial before the same visitor is asked again', '0s', '1m'),
  ).prefault('3s'),
  maxAttempts: remote('config-set', integer('Denials after which a presentation ends', 1, 20)).default(3),
  singleFace: remote('policy', flag('Decide only while exactly one face is in the picture')).default(false),
})
  .refine(...ordered({ low: 'agree', high: 'of', at: 'agree', equal: 'allowed' }))
  .describe('When a visitor counts as recognised');
