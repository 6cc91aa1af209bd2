import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { schemaFiles } from './schemas/all.js';

// Run `node dist/protocol/write-schemas.js` after changing the messages.
const folder = fileURLToPath(new URL('../../docs/protocol/schemas', import.meta.url));
for (const [name, text] of schemaFiles()) writeFileSync(join(folder, name), text);
