import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../src/audit/domain/audit.js';
import { CommandRejected, HardwareFault } from '../../../src/base/errors.js';
import type { Sample } from '../../../src/gallery/domain/enrolment.js';
import type { Person } from '../../../src/gallery/domain/gallery.js';
import { enrol, samplePicture } from '../../../src/gallery/enrol.js';
import { buildIndex } from '../../../src/gallery/search/gallery-index.js';
import { type Embedding, embedding } from '../../../src/vision/domain/embedding.js';
import type { ObservedFace } from '../../../src/vision/domain/observation.js';
import { ManualClock } from '../../support/manual-clock.js';

const space = { id: 'test/1', dimension: 4 };
const north = embedding(space, [1, 0, 0, 0]);
const east = embedding(space, [0, 1, 0, 0]);
const usable = (picture: string, one: Embedding): Sample => ({ kind: 'usable', picture, embedding: one });
const personOf = (id: string): Person => ({ id, name: `Name of ${id}`, enabled: true });

/** A gallery in which Ada looks north. */
function open() {
  const people = new Map([['ada', personOf('ada')]]);
  const puts: [Person, readonly Embedding[], AuditEvent][] = [];
  const known = {
    store: {
      person: (id: string) => people.get(id),
      put: (...put: (typeof puts)[number]) => void puts.push(put),
    },
    index: buildIndex(space, [{ id: 1, person: 'ada', embedding: north }]),
    minSimilarity: 0.5,
    clock: new ManualClock(),
  };
  const choose = (
    id: string,
    samples: readonly Sample[],
    choices: { replace?: boolean; allowSimilar?: boolean } = {},
  ) => enrol(personOf(id), samples, { replace: false, allowSimilar: false, ...choices }, known);
  return { puts, choose };
}

describe('somebody who is enrolled', () => {
  it('is stored with every usable picture, and audited without name or face', () => {
    const { choose, puts } = open();
    const bad: Sample = { kind: 'refused', picture: 'b.jpg', reason: 'blurred' };
    expect(choose('eve', [usable('a.jpg', east), bad])).toEqual([east]);
    const [[person, templates, event] = []] = puts;
    expect([person, templates]).toEqual([personOf('eve'), [east]]);
    expect(event).toMatchObject({ kind: 'gallery.enrolled', facts: { person: 'eve', templates: 1 } });
    expect(Object.keys(event?.facts ?? {})).toEqual(['person', 'templates']);
  });

  it('is replaced only on request, which the audit log tells apart', () => {
    const { choose, puts } = open();
    expect(() => choose('ada', [usable('a.jpg', north)])).toThrow(
      expect.objectContaining({ code: 'enroll.id-in-use' }),
    );
    choose('ada', [usable('a.jpg', north)], { replace: true });
    expect(puts.map(([, , { kind }]) => kind)).toEqual(['gallery.replaced']);
  });

  it.each([
    ['../ada', [usable('a.jpg', east)], 'enroll.id'],
    ['eve', [], 'enroll.no-usable-picture'],
    ['eve', [usable('a.jpg', east), usable('b.jpg', north)], 'enroll.different-people'],
    ['eve', [usable('a.jpg', north)], 'enroll.already-enrolled'],
  ])('is refused, with nothing stored: %s %#', (id, samples, code) => {
    const { choose, puts } = open();
    expect(() => choose(id, samples)).toThrow(expect.objectContaining({ code }));
    expect(puts).toEqual([]);
  });

  it('may look like another where twins are allowed', () => {
    const { choose, puts } = open();
    choose('eve', [usable('a.jpg', north)], { allowSimilar: true });
    expect(puts).toHaveLength(1);
  });
});

describe('a picture', () => {
  const face = { faults: [], embedding: east } as unknown as ObservedFace;
  const seen = (faces: readonly ObservedFace[]) => ({ analyse: async () => ({ width: 1, height: 1, faces }) });
  const failing = (fault: Error) => ({ analyse: () => Promise.reject(fault) });

  it('gives a template where it shows one face', async () => {
    expect(await samplePicture(seen([face]), 'a.jpg', new Uint8Array())).toEqual(usable('a.jpg', east));
    expect(await samplePicture(seen([]), 'a.jpg', new Uint8Array())).toMatchObject({ reason: 'noFace' });
  });

  it.each([
    ['picture.too-large', 'tooLarge'],
    ['picture.unreadable', 'unreadable'],
  ])('that cannot be decoded (%s) is a refusal', async (code, reason) => {
    const vision = failing(new CommandRejected(code, 'no', { remedy: 'Take another.' }));
    expect(await samplePicture(vision, 'a.jpg', new Uint8Array())).toEqual({
      kind: 'refused',
      picture: 'a.jpg',
      reason,
    });
  });

  it('cannot be judged without vision, which is no fault of the picture', async () => {
    const gone = new HardwareFault('vision.gone', 'it is gone', { remedy: 'Wait.' });
    await expect(samplePicture(failing(gone), 'a.jpg', new Uint8Array())).rejects.toBe(gone);
  });
});
