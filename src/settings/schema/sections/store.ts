import { section } from '../fields.js';
import { filePath, secretFile } from '../path-fields.js';

export const store = section({
  database: filePath('SQLite database that holds gallery, audit log and outbox').prefault(
    '/var/lib/ostiary/ostiary.db',
  ),
  keyFile: secretFile('File with the key that encrypts the templates; only the daemon may read it').prefault(
    '/etc/ostiary/gallery.key',
  ),
}).describe('Storage on disk');
