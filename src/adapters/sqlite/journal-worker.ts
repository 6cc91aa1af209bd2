/**
 * The thread that owns the journal's connection, so that fsync never blocks the event loop of the door process.
 * Started by journal.ts only.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { overfull, pruneOnce, type Stamp } from './audit-pruner.js';
import { AuditWriter } from './audit-writer.js';
import { type JournalReply, type JournalRequest, type JournalWorkerData, packFault } from './journal-protocol.js';
import { openDatabase } from './open-database.js';

const { path, bootId, retention } = workerData as JournalWorkerData;
const reply = (message: JournalReply): void => parentPort?.postMessage(message);

try {
  serve();
} catch (error) {
  reply({ kind: 'unusable', fault: packFault(error, path) });
}

function serve(): void {
  const db = openDatabase(path, { create: true });
  const writer = new AuditWriter(db, bootId);
  const commit = db.transaction((groups: Extract<JournalRequest, { kind: 'append' }>['groups']) =>
    groups.map((events) => writer.append(events)),
  );
  let pruning = false;

  /** Batch after batch, each behind the appends that arrived meanwhile. */
  const prune = (now: Stamp): void => {
    if (pruning) return;
    pruning = true;
    setImmediate(() => {
      pruning = false;
      if (!db.open) return;
      try {
        if (pruneOnce(db, writer, retention, now)) prune(now);
      } catch (error) {
        reply({ kind: 'untidy', fault: packFault(error, path) });
      }
    });
  };

  parentPort?.on('message', (request: JournalRequest) => {
    switch (request.kind) {
      case 'append': {
        try {
          const sequences = commit.immediate(request.groups);
          reply({ kind: 'committed', sequences });
        } catch (error) {
          reply({ kind: 'failed', fault: packFault(error, path) });
          return;
        }
        const last = request.groups.at(-1)?.at(-1);
        if (last !== undefined && overfull(writer.chain(), retention))
          prune({ at: last.at, wall: last.wall, wallTrusted: last.wallTrusted });
        return;
      }
      case 'tidy':
        prune(request.now);
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
