import { createRequire } from 'node:module';
import type Driver from 'better-sqlite3';

/**
 * better-sqlite3 13 speaks Node-API but crashes Node 20; 12 aborts Node 24 during garbage collection
 * (`RemoveEnvironmentCleanupHook`, a check that came with 24's object wrap). So each version of Node gets the one that works.
 */
const packageName = Number(process.versions.node.split('.')[0]) >= 22 ? 'better-sqlite3' : 'better-sqlite3-node20';

export const Sqlite: typeof Driver = createRequire(import.meta.url)(packageName);
