import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { AuditEvent, Stamp } from '../../audit/domain/audit.js';
import { type Timestamp, timestamp } from '../../base/units.js';
import type { AuditWriter } from '../../database/chain/writer.js';
import { readSecret, writeSecret } from '../../database/secrets.js';
import { type DeliveredKeys, noDelivery } from '../../protocol/domain/group-keys.js';
import type { KeyRing } from '../../protocol/domain/key-ring.js';
import type { SequenceRange } from '../../protocol/domain/sequence-ranges.js';
import type { LedgerEntry, Remembered } from '../ports/command-ledger.js';

import { deleteRanges, outboxEpoch, readOutbox, trimOutbox } from './outbox-table.js';

interface Options {
  /** Seals the secrets. */
  readonly key: KeyObject;
  readonly audit: AuditWriter;
}

/** Long enough to recognise repeats of a sender; older commands are refused by their counter. */
const keepExpired = 24 * 60 * 60 * 1000;

/** All that the uplink alone reads and writes in the terminal's database. Synchronous: lives on a thread of its own. */
export function uplinkTables(db: Database, { key, audit }: Options) {
  const inTransaction = (work: () => void): void => db.transaction(work).immediate();

  return {
    epoch: () => outboxEpoch(db),
    after: (sequence: number, count: number) => readOutbox(db, sequence, count),
    acknowledge: (ranges: readonly SequenceRange[]) => deleteRanges(db, ranges),
    trim: (quota: number, now: Stamp) => trimOutbox(db, audit, quota, now),

    keyRing(): KeyRing | undefined {
      const text = meta<string>(db, 'keyRing');
      return text === undefined ? undefined : (JSON.parse(text) as KeyRing);
    },
    putKeyRing(ring: KeyRing, event: AuditEvent): void {
      inTransaction(() => {
        db.prepare("INSERT OR REPLACE INTO meta VALUES ('keyRing', ?)").run(JSON.stringify(ring));
        audit.append([event]);
      });
    },
    nextSession(): number {
      return db
        .prepare<[], number>("UPDATE meta SET value = value + 1 WHERE key = 'session' RETURNING value")
        .pluck()
        .get() as number;
    },

    sealKey(): KeyObject {
      const kept = readSecret(db, 'secret.sealKey', key);
      if (kept !== undefined) return createPrivateKey({ key: kept, format: 'der', type: 'pkcs8' });
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      writeSecret(db, 'secret.sealKey', privateKey.export({ format: 'der', type: 'pkcs8' }), key);
      return privateKey;
    },
    delivered(): DeliveredKeys {
      const kept = readSecret(db, 'secret.groupKeys', key);
      if (kept === undefined) return noDelivery;
      const { version, keys } = JSON.parse(kept.toString()) as { version: number; keys: Record<string, string[]> };
      const raw = Object.entries(keys).map(([group, hex]) => [group, hex.map((text) => Buffer.from(text, 'hex'))]);
      return { version, keys: Object.fromEntries(raw) as DeliveredKeys['keys'] };
    },
    putDelivered({ version, keys }: DeliveredKeys, event: AuditEvent): void {
      const hex = Object.entries(keys).map(([group, raw]) => [
        group,
        raw.map((one) => Buffer.from(one).toString('hex')),
      ]);
      const text = JSON.stringify({ version, keys: Object.fromEntries(hex) });
      inTransaction(() => {
        writeSecret(db, 'secret.groupKeys', Buffer.from(text), key);
        audit.append([event]);
      });
    },

    lockdown: (): boolean => meta<number>(db, 'lockdown') === 1,
    keepLockdown(on: boolean): void {
      db.prepare("INSERT OR REPLACE INTO meta VALUES ('lockdown', ?)").run(on ? 1 : 0);
    },

    recall(id: string): Remembered | undefined {
      const row = db
        .prepare<[string], { digest: string; answer: string | null }>(
          'SELECT digest, answer FROM commands WHERE id = ?',
        )
        .get(id);
      return row && { digest: row.digest, ...(row.answer === null ? {} : { answer: row.answer }) };
    },
    highest(signer: string): { counter: number; issued: Timestamp } {
      const counter = db
        .prepare<[string], number>('SELECT counter FROM command_keys WHERE key = ?')
        .pluck()
        .get(signer);
      const issued = db.prepare<[], number | null>('SELECT max(issued) FROM command_keys').pluck().get();
      return { counter: counter ?? 0, issued: timestamp(issued ?? 0) };
    },
    begin(entry: LedgerEntry, event: AuditEvent): void {
      inTransaction(() => {
        db.prepare('DELETE FROM commands WHERE expires < ?').run(entry.issued - keepExpired);
        db.prepare('INSERT INTO commands (id, key, expires, digest) VALUES (@id, @key, @expires, @digest)').run(entry);
        db.prepare(
          `INSERT INTO command_keys VALUES (@key, @counter, @issued)
           ON CONFLICT (key) DO UPDATE SET counter = excluded.counter, issued = max(issued, excluded.issued)`,
        ).run(entry);
        audit.append([event]);
      });
    },
    finish(id: string, answer: string): void {
      db.prepare('UPDATE commands SET answer = ? WHERE id = ?').run(answer, id);
    },
  };
}

export type UplinkTables = ReturnType<typeof uplinkTables>;

function meta<Value>(db: Database, key: string): Value | undefined {
  return db.prepare<[string], Value>('SELECT value FROM meta WHERE key = ?').pluck().get(key);
}
