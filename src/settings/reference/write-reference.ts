import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { siteForm } from '../site-file/schema.js';
import { referenceText } from './export-reference.js';
import { schemaText } from './export-schema.js';

// Run `node dist/settings/reference/write-reference.js` after changing the schema.
const at = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
writeFileSync(at('config/terminal.schema.json'), schemaText());
writeFileSync(at('config/site.schema.json'), schemaText(siteForm.tree, 'Ostiary site'));
writeFileSync(at('docs/configuration.md'), referenceText());
