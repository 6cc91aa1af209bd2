/** `bin/copy-database FROM TO`: a whole copy of a database that may be in use, in the schema that it has. */
import { Sqlite } from './sqlite.js';

const [from = '', to = ''] = process.argv.slice(2);
const db = new Sqlite(from, { fileMustExist: true });
db.prepare('VACUUM INTO ?').run(to);
db.close();
