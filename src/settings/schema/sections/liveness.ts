import { choice, remote, section } from '../fields.js';

export const liveness = section({
  policy: remote(
    'policy',
    choice(
      'required: only a face proven live opens the door; unchecked: a face nobody checked does too, and a photograph may open the door',
      ['required', 'unchecked'],
    ),
  ).default('required'),
}).describe('Protection against photographs, screens and masks');
