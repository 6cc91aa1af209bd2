import { createRequire } from 'node:module';
import type Sqlite from 'better-sqlite3';

/**
 * better-sqlite3 13 speaks Node-API but crashes Node 20; 12 aborts Node 24 during garbage collection
 * (`RemoveEnvironmentCleanupHook`, a check that came with 24's object wrap). So each Node gets the one that it survives.
 */
const packageName = Number(process.versions.node.split('.')[0]) >= 22 ? 'better-sqlite3' : 'better-sqlite3-node20';

const Database: typeof Sqlite = createRequire(import.meta.url)(packageName);

// biome-ignore lint/style/noDefaultExport: it stands for the driver's own default export.
export default Database;
