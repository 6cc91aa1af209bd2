import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../../src/audit/domain/audit.js';
import { canonical, chain, chainHash, checkEvent, genesisHash } from '../../../../src/audit/domain/audit-chain.js';
import { instant, timestamp } from '../../../../src/base/units.js';
import { fc } from '../../../support/property.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const event: AuditEvent = {
  id: 'c3b5a6f0-0000-4000-8000-000000000001',
  kind: 'access.granted',
  at: instant(12.5),
  wall: timestamp(1_700_000_000_000),
  wallTrusted: true,
  facts: { person: 'ada', similarity: 0.71, door: null },
};

describe('the audit chain', () => {
  it('keeps its canonical form for ever', () => {
    const record = { ...event, sequence: 7, bootId: 'boot' };
    expect(canonical(record)).toBe(
      '[7,"boot","c3b5a6f0-0000-4000-8000-000000000001","access.granted",12.5,1700000000000,true,[["door",null],["person","ada"],["similarity",0.71]]]',
    );
    expect(chainHash(genesisHash, record, sha256)).toBe(sha256(`${genesisHash}\n${canonical(record)}`));
  });

  it('does not depend on the order of facts', () => {
    const turned = { ...event, facts: { similarity: 0.71, door: null, person: 'ada' } };
    const head = { sequence: 0, hash: genesisHash };
    expect(chain(head, turned, 'boot', sha256).hash).toBe(chain(head, event, 'boot', sha256).hash);
  });

  it('gives the next sequence', () => {
    expect(chain({ sequence: 41, hash: 'x' }, event, 'boot', sha256).sequence).toBe(42);
  });

  const facts = fc.dictionary(
    fc.string(),
    fc.oneof(fc.string(), fc.boolean(), fc.constant(null), fc.double({ noNaN: true, noDefaultInfinity: true })),
  );
  it('survives a round trip of the facts through JSON', () => {
    fc.assert(
      fc.property(facts, (any) => {
        const record = { ...event, facts: any, sequence: 1, bootId: 'boot' };
        const stored = JSON.parse(JSON.stringify(any)) as AuditEvent['facts'];
        expect(canonical({ ...record, facts: stored })).toBe(canonical(record));
      }),
    );
  });

  it.each([
    ['facts.score', { ...event, facts: { score: Number.NaN } }],
    ['facts.score', { ...event, facts: { score: undefined } } as unknown as AuditEvent],
    ['facts.score', { ...event, facts: { score: [1] } } as unknown as AuditEvent],
    ['at', { ...event, at: instant(Number.POSITIVE_INFINITY) }],
    ['wall', { ...event, wall: timestamp(Number.NaN) }],
    ['id', { ...event, id: '' }],
  ])('refuses an event whose %s would not survive storage', (field, bad) => {
    expect(() => checkEvent(bad)).toThrow(`${field} of the access.granted event`);
  });
});
