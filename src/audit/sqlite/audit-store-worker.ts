/**
 * The thread that owns the audit log’s connection, so that fsync never blocks the event loop of the door process.
 * Started by audit-store.ts only.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { AuditWriter } from '../../database/chain/writer.js';
import { openDatabase } from '../../database/open-database.js';
import { packFault } from '../../database/thread/stored-fault.js';
import type { Stamp } from '../domain/audit.js';
import { overfull, pruneOnce } from './audit-pruner.js';
import type { AuditStoreReply, AuditStoreRequest, AuditStoreWorkerData } from './audit-store-protocol.js';

const { path, bootId, retention } = workerData as AuditStoreWorkerData;
const reply = (message: AuditStoreReply): void => parentPort?.postMessage(message);

try {
  serve();
} catch (error) {
  reply({ kind: 'unusable', fault: packFault(error, path) });
}

function serve(): void {
  const db = openDatabase(path, { create: true });
  const writer = new AuditWriter(db, bootId);
  const commit = db.transaction((groups: Extract<AuditStoreRequest, { kind: 'append' }>['groups']) =>
    groups.map((events) => writer.append(events)),
  );

  /** Removes at most one batch; true if there is more. */
  const prune = (now: Stamp): boolean => {
    try {
      return db.open && pruneOnce(db, writer, retention, now);
    } catch (error) {
      reply({ kind: 'untidy', fault: packFault(error, path) });
      return false;
    }
  };

  /** Removes batch after batch; appends that arrive meanwhile come in between. */
  const tidy = (now: Stamp): void => {
    if (prune(now)) setImmediate(() => tidy(now));
  };

  parentPort?.on('message', (request: AuditStoreRequest) => {
    switch (request.kind) {
      case 'append': {
        try {
          const sequences = commit.immediate(request.groups);
          reply({ kind: 'committed', sequences });
        } catch (error) {
          reply({ kind: 'failed', fault: packFault(error, path) });
          return;
        }
        const last = request.groups.flat().at(-1);
        if (last !== undefined && overfull(writer.chain(), retention))
          prune({ at: last.at, wall: last.wall, wallTrusted: last.wallTrusted });
        return;
      }
      case 'tidy':
        tidy(request.now);
        return;
      case 'close':
        db.close();
        parentPort?.close();
        return;
      default:
        request satisfies never;
    }
  });
}
