import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { AuditEvent, AuditRecord } from '../../src/audit/domain/audit.js';
import type { AuditStore } from '../../src/audit/ports/audit-store.js';
import { instant, timestamp } from '../../src/base/units.js';

export interface AuditStoreBench {
  readonly store: AuditStore;
  /** Everything stored, in stored order. */
  records(): readonly AuditRecord[];
  close(): Promise<void>;
}

let count = 0;

export function auditEvent(over: Partial<AuditEvent> = {}): AuditEvent {
  count++;
  return {
    id: randomUUID(),
    kind: 'access.denied',
    at: instant(count),
    wall: timestamp(1_700_000_000_000 + count),
    wallTrusted: true,
    facts: { reason: 'noMatch', count },
    ...over,
  };
}

/** What every `AuditStore` keeps. */
export function auditStoreContract(name: string, open: () => Promise<AuditStoreBench>): void {
  const using = async (work: (bench: AuditStoreBench) => Promise<void>) => {
    const bench = await open();
    try {
      await work(bench);
    } finally {
      await bench.close();
    }
  };

  describe(`the contract of audit stores: ${name}`, () => {
    it('stores events as they were, numbered by one', () =>
      using(async ({ store, records }) => {
        const events = [
          auditEvent({
            facts: { text: 'ä "quoted" \u0000 \u{1F6AA} \ud800', number: -0.1, nothing: null, truth: false },
          }),
          auditEvent({ at: instant(0.125), wallTrusted: false, facts: {} }),
        ];
        const last = await store.append(events);
        const stored = records();
        expect(last).toBe(stored.at(-1)?.sequence);
        expect(stored.slice(-2)).toEqual(events.map((event) => expect.objectContaining(event)));
        expect(stored.map(({ sequence }) => sequence)).toEqual(stored.map((_, i) => (stored[0]?.sequence ?? 0) + i));
      }));

    it('keeps the order of the calls, and tells each its own last sequence', () =>
      using(async ({ store, records }) => {
        const events = Array.from({ length: 60 }, () => auditEvent());
        const appends: Promise<number>[] = [];
        for (let i = 0; i < 60; i += 3) {
          appends.push(store.append(events.slice(i, i + 3)));
          if (i % 12 === 0) await new Promise((resolve) => setImmediate(resolve));
        }
        const sequences = await Promise.all(appends);
        const stored = records().slice(-60);
        expect(stored.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
        expect(sequences).toEqual(stored.filter((_, i) => i % 3 === 2).map(({ sequence }) => sequence));
      }));

    it('stores an id once and answers with its first sequence', () =>
      using(async ({ store, records }) => {
        const event = auditEvent();
        const first = await store.append([event]);
        await store.append([auditEvent()]);
        expect(await store.append([{ ...event, facts: { changed: true } }])).toBe(first);
        const same = records().filter(({ id }) => id === event.id);
        expect(same).toEqual([expect.objectContaining({ facts: event.facts })]);
      }));

    it('stores all events of a call or none', () =>
      using(async ({ store, records }) => {
        const before = records().length;
        const bad = auditEvent({ facts: { similarity: Number.NaN } });
        await expect(store.append([auditEvent(), bad])).rejects.toThrow('similarity');
        expect(records()).toHaveLength(before);
        await store.append([auditEvent()]);
        expect(records()).toHaveLength(before + 1);
      }));
  });
}
