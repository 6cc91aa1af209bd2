import { section } from '../fields.js';
import { filePath, secretFile } from '../path-fields.js';

export const store = section({
  database: filePath('SQLite database with gallery, audit log and outbox').prefault('/var/lib/ostiary/ostiary.db'),
  keyFile: secretFile('File with the key that seals the templates; readable by the daemon only').prefault(
    '/etc/ostiary/gallery.key',
  ),
}).describe('What is kept on disk');
