import type { Database } from 'better-sqlite3';
import { type ChainHead, chainHash } from '../../audit/domain/audit-chain.js';
import { type AuditRow, type ChainRow, headOf, toRecord } from './row.js';
import { sha256Hex } from './writer.js';

/** What happened to the first record that does not fit. */
type ChainFault = 'gap' | 'altered' | 'reordered' | 'truncated';

export type Verification =
  | {
      readonly ok: true;
      readonly rows: number;
      readonly firstSequence: number;
      readonly lastSequence: number;
      /** Hash of the last record: store it elsewhere to prove later that no earlier record was rewritten. */
      readonly head: string;
    }
  | {
      readonly ok: false;
      /** Number of valid records before the broken one. */
      readonly rows: number;
      readonly sequence: number;
      readonly reason: ChainFault;
      /** Explanation, in words. */
      readonly detail: string;
    };

/** Recomputes the chain from its anchor to its head, in one snapshot of the database. 1M rows take some seconds. */
export function verifyChain(db: Database): Verification {
  return db.transaction(() => {
    const chain = db.prepare<[], ChainRow>('SELECT * FROM audit_chain').get();
    if (chain === undefined) return broken(0, 0, 'truncated', 'the anchor and head of the chain are missing');
    const anchor: ChainHead = { sequence: chain.anchor_sequence, hash: chain.anchor_hash };
    let last = anchor;
    let attested = anchor.sequence === 0;
    const fault = (reason: ChainFault, detail: string) =>
      broken(last.sequence - anchor.sequence, last.sequence + 1, reason, detail);
    for (const row of db.prepare<[], AuditRow>('SELECT * FROM audit ORDER BY sequence').iterate()) {
      if (row.sequence !== last.sequence + 1) {
        return fault('gap', `${last.sequence} is followed by ${row.sequence}`);
      }
      if (!fits(last, row)) return misplaced(db, last, fault);
      attested ||= attests(row, anchor);
      last = row;
    }
    const head = headOf(chain);
    if (last.sequence !== head.sequence || last.hash !== head.hash) {
      return fault('truncated', `the log ends at ${last.sequence}, but ${head.sequence} was the last record written`);
    }
    const rows = last.sequence - anchor.sequence;
    if (!attested)
      return broken(rows, anchor.sequence, 'truncated', 'no audit.pruned record accounts for the missing beginning');
    return {
      ok: true as const,
      rows,
      firstSequence: anchor.sequence + 1,
      lastSequence: last.sequence,
      head: last.hash,
    };
  })();
}

/** The record at this place does not fit: finds out whether the right one is stored elsewhere. */
function misplaced(
  db: Database,
  last: ChainHead,
  fault: (reason: ChainFault, detail: string) => Verification,
): Verification {
  const later = db.prepare<[number], AuditRow>('SELECT * FROM audit WHERE sequence > ? ORDER BY sequence');
  for (const row of later.iterate(last.sequence + 1)) {
    if (!fits(last, { ...row, sequence: last.sequence + 1 })) continue;
    return fault('reordered', `the record of ${last.sequence + 1} is stored as ${row.sequence}`);
  }
  return fault('altered', `the hash of ${last.sequence + 1} does not match its content and its predecessor`);
}

/** Every pruning appends such a record, which stays until the next pruning moves the anchor. */
function attests(row: AuditRow, anchor: ChainHead): boolean {
  if (row.kind !== 'audit.pruned') return false;
  const { facts } = toRecord(row);
  return facts.through === anchor.sequence && facts.hash === anchor.hash;
}

function fits(last: ChainHead, row: AuditRow): boolean {
  try {
    return chainHash(last.hash, toRecord(row), sha256Hex) === row.hash;
  } catch {
    // Facts that are not JSON were not written by us.
    return false;
  }
}

function broken(rows: number, sequence: number, reason: ChainFault, detail: string): Verification {
  return { ok: false, rows, sequence, reason, detail };
}
