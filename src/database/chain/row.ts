import type { AuditKind, AuditRecord, Facts } from '../../audit/domain/audit.js';
import type { ChainHead } from '../../audit/domain/audit-chain.js';
import type { Instant, Timestamp } from '../../base/units.js';

/** A row of the table `audit`. */
export interface AuditRow {
  readonly sequence: number;
  readonly boot_id: string;
  readonly id: string;
  readonly kind: string;
  readonly at: number;
  readonly wall: number;
  readonly wall_trusted: number;
  readonly facts: string;
  readonly hash: string;
}

/** The only row of the table `audit_chain`. */
export interface ChainRow {
  readonly anchor_sequence: number;
  readonly anchor_hash: string;
  readonly head_sequence: number;
  readonly head_hash: string;
}

export function toRow(record: AuditRecord): AuditRow {
  const { sequence, id, kind, at, wall, hash } = record;
  const facts = JSON.stringify(record.facts);
  return {
    sequence,
    boot_id: record.bootId,
    id,
    kind,
    at,
    wall,
    wall_trusted: record.wallTrusted ? 1 : 0,
    facts,
    hash,
  };
}

/** @throws SyntaxError if the stored facts are not JSON: the row was altered. */
export function toRecord(row: AuditRow): AuditRecord {
  return {
    sequence: row.sequence,
    bootId: row.boot_id,
    id: row.id,
    kind: row.kind as AuditKind,
    at: row.at as Instant,
    wall: row.wall as Timestamp,
    wallTrusted: row.wall_trusted === 1,
    facts: JSON.parse(row.facts) as Facts,
    hash: row.hash,
  };
}

export function headOf(chain: ChainRow): ChainHead {
  return { sequence: chain.head_sequence, hash: chain.head_hash };
}
