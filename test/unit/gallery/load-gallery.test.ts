import { describe, expect, it } from 'vitest';
import { timestamp } from '../../../src/base/units.js';
import type { Person } from '../../../src/gallery/domain/gallery.js';
import type { LoadedGallery } from '../../../src/gallery/domain/loaded-gallery.js';
import { galleryRevision, loadGallery } from '../../../src/gallery/load-gallery.js';
import { embedding } from '../../../src/vision/domain/embedding.js';
import { LocalGallery } from '../../support/local-gallery.js';
import { fc } from '../../support/property.js';
import { PushedGalleries } from '../../support/pushed-galleries.js';

const space = { id: 'test/1', dimension: 4 };
const sample = (...values: [number, number, number, number]) => embedding(space, values);
const [north, east, south, west] = [sample(1, 0, 0, 0), sample(0, 1, 0, 0), sample(-1, 0, 0, 0), sample(0, -1, 0, 0)];
const person = (id: string, name = id): Person => ({ id, name, enabled: true });

function site(...groups: readonly string[]) {
  const local = new LocalGallery();
  const pushed = new PushedGalleries(space, ...groups);
  const sources = { local, pushed: { galleries: pushed.asGroups(), revocations: local.revocations } };
  return { local, pushed, sources };
}

/** All that tells one gallery from another, for those who ask it. */
const contents = ({ revision, people, index, faults, damaged }: LoadedGallery) => ({
  revision,
  people: [...people].sort(([a], [b]) => (a < b ? -1 : 1)),
  size: index.size,
  found: [north, east, sample(3, 2, 1, 0)].map((probe) => index.search(probe, 9)),
  faults,
  damaged,
});

describe('loadGallery', () => {
  it('after any changes that were applied, is what a fresh load is', async () => {
    const id = fc.constantFrom('a', 'b', 'c');
    const template = fc.constantFrom(north, east, south, west, sample(1, 1, 0, 0), sample(2, 1, 0, 0));
    const templates = fc.array(template, { maxLength: 3 });
    const issued = fc.nat(9);
    const step = fc.oneof(
      fc.record({ kind: fc.constant('put' as const), id, templates }),
      fc.record({ kind: fc.constant('revoke' as const), id, at: issued }),
      fc.record({ kind: fc.constant('push' as const), group: fc.constantFrom('x', 'y'), id, templates, issued }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const { local, pushed, sources } = site('x', 'y');
        let gallery = await loadGallery(sources, space);
        for (const [i, one] of steps.entries()) {
          if (one.kind === 'put') gallery.apply(local.enrol(person(one.id, `local ${i}`), ...one.templates));
          else if (one.kind === 'revoke') gallery.apply(local.expel(one.id, timestamp(one.at)));
          else {
            pushed.push(one.group, one.issued, { person: person(one.id, `pushed ${i}`), templates: one.templates });
            gallery = await loadGallery(sources, space, gallery);
          }
          expect(gallery.revision).toBe(galleryRevision(sources));
          expect(contents(gallery)).toEqual(contents(await loadGallery(sources, space)));
        }
      }),
      { numRuns: 100, seed: 20_260_729 },
    );
  });

  it('takes over the parts that have not changed', async () => {
    const { local, pushed, sources } = site('x', 'y');
    local.enrol(person('ada'), north);
    pushed.push('x', 1, { person: person('bob'), templates: [east] });
    pushed.push('y', 1, { person: person('cy'), templates: [south] });
    const first = await loadGallery(sources, space);
    expect(pushed.opened).toEqual(['x', 'y']);
    pushed.push('y', 2, { person: person('dan'), templates: [west] });
    const second = await loadGallery(sources, space, first);
    expect(pushed.opened).toEqual(['x', 'y', 'y']);
    expect(second.local).toBe(first.local);
    local.enrol(person('eve'), east);
    const third = await loadGallery(sources, space, second);
    expect(pushed.opened).toHaveLength(3);
    expect([...third.people.keys()].sort()).toEqual(['ada', 'bob', 'dan', 'eve']);
  });

  it('opens a group again that could not be used', async () => {
    const { pushed, sources } = site('x');
    pushed.push('x', 1, { person: person('bob'), templates: [east] });
    pushed.damaged.add('x');
    const first = await loadGallery(sources, space);
    expect(first.faults).toEqual([expect.stringContaining('@x')]);
    pushed.damaged.clear();
    const second = await loadGallery(sources, space, first);
    expect(second.faults).toEqual([]);
    expect([...second.people.keys()]).toEqual(['bob']);
  });

  it('begins again when somebody was changed, or something pushed, while it read', async () => {
    const { local, pushed, sources } = site('x');
    local.enrol(person('ada'), north);
    pushed.push('x', 1, { person: person('bob'), templates: [east] });
    const loading = loadGallery(sources, space);
    local.expel('ada');
    await new Promise((done) => setImmediate(done));
    pushed.push('x', 2, { person: person('cy'), templates: [south] });
    expect([...(await loading).people.keys()]).toEqual(['cy']);
  });

  it('begins again when somebody was changed after it read the local people', async () => {
    const { local, sources } = site('x');
    let late = (): void => void local.enrol(person('ada'), north);
    const revocations = async () => {
      late();
      late = () => undefined;
      return local.revocations();
    };
    const gallery = await loadGallery({ ...sources, pushed: { ...sources.pushed, revocations } }, space);
    expect([...gallery.people.keys()]).toEqual(['ada']);
    expect(gallery.revision).toBe(galleryRevision(sources));
  });

  it('knows nobody whom another process has changed after a gap, until it is loaded again', async () => {
    const { local, sources } = site();
    const gallery = await loadGallery(sources, space);
    local.enrol(person('ada'), north);
    gallery.apply(local.enrol(person('bob'), east));
    expect([...gallery.people.keys()]).toEqual(['bob']);
    expect(gallery.revision).not.toBe(galleryRevision(sources));
    expect((await loadGallery(sources, space, gallery)).people.size).toBe(2);
  });

  it('names whose templates are damaged, until they are enrolled again', async () => {
    const { local, sources } = site();
    local.enrol(person('ada'), north, east);
    local.enrol(person('bob'), south);
    local.damaged.add('ada');
    const gallery = await loadGallery(sources, space);
    expect(gallery.damaged).toEqual(['ada', 'ada']);
    gallery.apply(local.enrol(person('bob'), west));
    expect(gallery.damaged).toEqual(['ada', 'ada']);
    expect(gallery.index.search(north, 9).map((found) => found.person)).toEqual(['bob']);
    gallery.apply(local.enrol(person('ada'), north));
    expect(gallery.damaged).toEqual([]);
  });

  it('is built anew when it is worn', async () => {
    const { local, sources } = site();
    const gallery = await loadGallery(sources, space);
    for (let i = 0; i < 256; i++) gallery.apply(local.enrol(person(`p${i}`), north));
    expect(gallery.worn).toBe(false);
    gallery.apply(local.enrol(person('last'), north));
    expect(gallery.worn).toBe(true);
    const fresh = await loadGallery(sources, space, gallery);
    expect(fresh.worn).toBe(false);
    expect(contents(fresh)).toEqual(contents(gallery));
  });

  it('is not worn from the start by those who were revoked', async () => {
    const { local, pushed, sources } = site('x');
    const everybody = Array.from({ length: 300 }, (_, i) => ({ person: person(`p${i}`), templates: [north] }));
    pushed.push('x', 1, ...everybody);
    const gallery = await loadGallery(sources, space);
    for (let i = 0; i < 299; i++) gallery.apply(local.expel(`p${i}`, timestamp(1)));
    expect(gallery.worn).toBe(true);
    const fresh = await loadGallery(sources, space, gallery);
    expect(fresh.worn).toBe(false);
    expect(contents(fresh)).toEqual(contents(gallery));
    expect([...fresh.people.keys()]).toEqual(['p299']);
  });
});
