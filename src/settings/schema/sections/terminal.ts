import { z } from 'zod';
import { doorIdPattern } from '../../../gallery/domain/gallery.js';
import { section, text, wrong } from '../fields.js';

export const terminal = section({
  name: text('Name of this terminal, shown in logs').default('terminal'),
  door: z
    .string(wrong('is not a door id'))
    .regex(doorIdPattern, wrong('is not a door id: use 1 to 64 of A-Z a-z 0-9 . _ -'))
    .default('main')
    .describe('Id of the door that this terminal opens; access can be limited to certain doors'),
}).describe('Identity of this terminal');
