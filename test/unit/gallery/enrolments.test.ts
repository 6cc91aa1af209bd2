import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../src/audit/domain/audit.js';
import { CommandRejected, StoreError } from '../../../src/base/errors.js';
import { silentLog } from '../../../src/base/log.js';
import { type Timestamp, timestamp } from '../../../src/base/units.js';
import type { Person } from '../../../src/gallery/domain/gallery.js';
import type { Enrolment } from '../../../src/gallery/domain/ordered-enrolment.js';
import { enrolments } from '../../../src/gallery/enrolments.js';
import { GalleryView } from '../../../src/gallery/gallery-view.js';
import { galleryRevision, loadGallery } from '../../../src/gallery/load-gallery.js';
import type { Enrolments } from '../../../src/gallery/ports/enrolments.js';
import type { GalleryEditor } from '../../../src/gallery/ports/gallery-editor.js';
import { type Embedding, embedding } from '../../../src/vision/domain/embedding.js';
import type { ObservedFace } from '../../../src/vision/domain/observation.js';
import { LocalGallery } from '../../support/local-gallery.js';
import { ManualClock } from '../../support/manual-clock.js';
import { PushedGalleries } from '../../support/pushed-galleries.js';

const space = { id: 'test/1', dimension: 4 };
const north = embedding(space, [1, 0, 0, 0]);
const east = embedding(space, [0, 1, 0, 0]);
const person = (id: string): Person => ({ id, name: id, enabled: true });
const order = (id: string, templates: readonly Embedding[], more: Partial<Enrolment> = {}): Enrolment => ({
  person: person(id),
  templates,
  photos: [],
  allowSimilar: false,
  ...more,
});
const refusal = (code: string) => expect.objectContaining({ code });

let local: LocalGallery;
let pushed: PushedGalleries;
let view: GalleryView;
let desk: Enrolments;
let events: AuditEvent[];
let analyse: (picture: Uint8Array) => Promise<readonly ObservedFace[]>;
let broken: Error | undefined;

beforeEach(() => {
  const clock = new ManualClock();
  local = new LocalGallery();
  pushed = new PushedGalleries(space, 'lobby');
  events = [];
  broken = undefined;
  analyse = async () => [{ faults: [], embedding: north } as unknown as ObservedFace];
  const sources = { local, pushed: { galleries: pushed.asGroups(), revocations: local.revocations } };
  view = new GalleryView({
    store: local,
    revision: () => galleryRevision(sources),
    load: (...wanted) => loadGallery(sources, ...wanted),
    clock,
    log: silentLog,
  });
  const stored = <T>(event: AuditEvent, work: () => T): T => {
    if (broken) throw broken;
    events.push(event);
    return work();
  };
  const editor: GalleryEditor = {
    put: async (who, templates, event) => stored(event, () => local.put(who, templates)),
    revoke: async (who, revoked: Timestamp, event) => stored(event, () => local.revoke(who, revoked)),
    revocations: local.revocations,
  };
  desk = enrolments({
    vision: { analyse: async (picture) => ({ width: 1, height: 1, faces: await analyse(picture) }) },
    store: local,
    editor,
    view: () => view,
    minSimilarity: () => 0.5,
    clock,
  });
});

async function loaded(): Promise<void> {
  view.use(space);
  await expect.poll(() => view.current()).toBeDefined();
}

const matched = (probe = north): string | undefined => view.current()?.index.search(probe, 1)[0]?.person;

describe('an enrolment on the word of the site', () => {
  it('is answered when the next look knows the person', async () => {
    await loaded();
    expect(await desk.enrol(order('ada', [north]), false)).toBe(1);
    expect(matched()).toBe('ada');
    expect(local.person('ada')).toEqual(person('ada'));
    expect(events.map(({ kind, facts }) => [kind, facts])).toEqual([
      ['gallery.enrolled', { person: 'ada', templates: 1 }],
    ]);
  });

  it('replaces who is known only when told to', async () => {
    await loaded();
    await desk.enrol(order('ada', [north]), false);
    await expect(desk.enrol(order('ada', [east]), false)).rejects.toEqual(refusal('enroll.id-in-use'));
    await desk.enrol(order('ada', [east]), true);
    expect(matched(east)).toBe('ada');
    expect(view.current()?.index.search(north, 1)[0]?.similarity).toBe(0);
    expect(events.at(-1)?.kind).toBe('gallery.replaced');
  });

  it('refuses a face that is known, also from a pushed gallery', async () => {
    pushed.push('lobby', 1, { person: person('cy'), templates: [north] });
    await loaded();
    await expect(desk.enrol(order('ada', [north]), false)).rejects.toEqual(refusal('enroll.already-enrolled'));
    expect(await desk.enrol(order('ada', [north], { allowSimilar: true }), false)).toBe(1);
  });

  it('looks at photos, and counts whoever was enrolled meanwhile', async () => {
    await loaded();
    const photo = { photos: [new Uint8Array(1)] };
    expect(await desk.enrol(order('ada', [], photo), false)).toBe(1);
    expect(matched()).toBe('ada');
    await desk.revoke('ada', timestamp(1), 'c1');
    analyse = async () => {
      await view.changed(local.enrol(person('bob'), north));
      return [{ faults: [], embedding: north } as unknown as ObservedFace];
    };
    await expect(desk.enrol(order('cy', [], photo), false)).rejects.toEqual(refusal('enroll.already-enrolled'));
  });

  it('refuses photos that cannot be read', async () => {
    await loaded();
    analyse = () => Promise.reject(new CommandRejected('picture.unreadable', 'no picture', { remedy: '' }));
    const unreadable = order('ada', [], { photos: [new Uint8Array(1)] });
    await expect(desk.enrol(unreadable, false)).rejects.toEqual(refusal('enroll.no-usable-picture'));
  });

  it('waits for a gallery to be loaded, and takes templates of its space only', async () => {
    await expect(desk.enrol(order('ada', [north]), false)).rejects.toEqual(refusal('gallery.not-loaded'));
    await loaded();
    const foreign = embedding({ id: 'test/2', dimension: 4 }, [1, 0, 0, 0]);
    await expect(desk.enrol(order('ada', [foreign]), false)).rejects.toEqual(refusal('gallery.space'));
  });

  it('changes nothing that is known when it cannot be stored', async () => {
    await loaded();
    broken = new StoreError('store.full', 'full', { remedy: '' });
    await expect(desk.enrol(order('ada', [north]), false)).rejects.toBe(broken);
    expect(matched()).toBeUndefined();
  });
});

describe('a revocation', () => {
  it('is answered when nobody is known under that id any more, here or pushed', async () => {
    pushed.push('lobby', 10, { person: person('ada'), templates: [north] });
    local.enrol(person('ada'), east);
    await loaded();
    expect(await desk.revoke('ada', timestamp(10), 'c1')).toBe(true);
    expect([matched(north), matched(east)]).toEqual([undefined, undefined]);
    expect(view.current()?.people.size).toBe(0);
    expect(events.map(({ kind, facts }) => [kind, facts])).toEqual([
      ['gallery.removed', { person: 'ada', command: 'c1' }],
    ]);
  });

  it('says whether anybody was known, enrolled here or pushed alone', async () => {
    pushed.push('lobby', 10, { person: person('ada'), templates: [north] });
    await loaded();
    expect(await desk.revoke('nobody', timestamp(10), 'c1')).toBe(false);
    expect(await desk.revoke('ada', timestamp(10), 'c2')).toBe(true);
  });

  it('does not wait for a gallery that is not loaded', async () => {
    local.enrol(person('ada'), north);
    expect(await desk.revoke('ada', timestamp(10), 'c1')).toBe(true);
    await loaded();
    expect(matched()).toBeUndefined();
  });
});
