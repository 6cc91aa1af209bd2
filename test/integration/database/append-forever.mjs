// A child of the tests: appends groups of events until it is killed, printing each acknowledged sequence.
// argv: database path, label that marks its events, events to append in all (0: for ever)
import { randomUUID } from 'node:crypto';
import { SqliteAuditStore } from '../../../dist/audit/sqlite/audit-store.js';

const [path, label, limit] = process.argv.slice(2);
const timers = {
  after(delay, action) {
    const timer = setTimeout(action, delay);
    return () => clearTimeout(timer);
  },
};
const clock = { ...timers, monotonic: () => performance.now(), wall: () => Date.now(), wallTrusted: () => true };
const journal = await SqliteAuditStore.open({ path, bootId: label, clock });

async function appendOne(count) {
  const event = { id: randomUUID(), kind: 'access.denied', at: performance.now(), wall: Date.now(), wallTrusted: true };
  const sequence = await journal.append([{ ...event, facts: { label, count } }]);
  // Synchronous, as Node's writes to pipes are on Linux: a line is out before the next event is made.
  process.stdout.write(`${sequence} ${event.id}\n`);
}

const lanes = 4;
let count = 0;
await Promise.all(
  Array.from({ length: lanes }, async () => {
    while (limit === '0' || count < Number(limit)) await appendOne(count++);
  }),
);
await journal.close();
