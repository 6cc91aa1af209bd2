import { InvariantError } from '../../base/errors.js';
import type { AuditEvent, AuditRecord } from './audit.js';

/** Lower-case hex SHA-256 of a text's UTF-8 bytes; passed in, because the domain has no crypto. */
export type Sha256Hex = (text: string) => string;

/** The hash that precedes a terminal's first record. */
export const genesisHash = '0'.repeat(64);

/** Head of the chain: sequence and hash of the last record; 0 and the genesis hash if there is none. */
export interface ChainHead {
  readonly sequence: number;
  readonly hash: string;
}

/**
 * The text that a record's hash covers: a JSON array of its fields in a fixed order, facts sorted by key.
 * Changing this form breaks every stored chain.
 */
export function canonical(record: Omit<AuditRecord, 'hash'>): string {
  const facts = Object.keys(record.facts)
    .sort()
    .map((key) => [key, record.facts[key]]);
  const { sequence, bootId, id, kind, at, wall, wallTrusted } = record;
  return JSON.stringify([sequence, bootId, id, kind, at, wall, wallTrusted, facts]);
}

/** The hash of `record` after the record with `previousHash`. */
export function chainHash(previousHash: string, record: Omit<AuditRecord, 'hash'>, sha256: Sha256Hex): string {
  return sha256(`${previousHash}\n${canonical(record)}`);
}

/** `event` as the next record of the chain. */
export function chain(head: ChainHead, event: AuditEvent, bootId: string, sha256: Sha256Hex): AuditRecord {
  const { id, kind, at, wall, wallTrusted, facts } = event;
  const record = { sequence: head.sequence + 1, bootId, id, kind, at, wall, wallTrusted, facts };
  return { ...record, hash: chainHash(head.hash, record, sha256) };
}

/**
 * Refuses values that storage would change, which would break the chain later.
 * @throws InvariantError `audit.event` naming the field.
 */
export function checkEvent(event: AuditEvent): void {
  if (event.id === '') refuse(event, 'id');
  if (!Number.isFinite(event.at)) refuse(event, 'at');
  if (!Number.isFinite(event.wall)) refuse(event, 'wall');
  for (const [key, value] of Object.entries(event.facts)) {
    const storable = value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
    if (!storable) refuse(event, `facts.${key}`);
  }
}

function refuse(event: AuditEvent, field: string): never {
  throw new InvariantError('audit.event', `${field} of the ${event.kind} event cannot be stored`, { id: event.id });
}
