import { choice, remote, section } from '../fields.js';

export const liveness = section({
  policy: remote(
    'policy',
    choice(
      'required: only a face that passed the liveness check opens the door; unchecked: faces without a liveness check do too, so a photograph may open the door',
      ['required', 'unchecked'],
    ),
  ).default('required'),
}).describe('Protection against photographs, screens and masks');
