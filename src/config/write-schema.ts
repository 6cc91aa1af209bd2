import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { schemaText } from './export-schema.js';

// `node dist/config/write-schema.js` after a change of the schema.
writeFileSync(fileURLToPath(new URL('../../config/terminal.schema.json', import.meta.url)), schemaText());
