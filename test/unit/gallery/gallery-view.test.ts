import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.js';
import { timestamp } from '../../../src/base/units.js';
import type { AssembledGallery } from '../../../src/gallery/assembled-gallery.js';
import type { Person } from '../../../src/gallery/domain/gallery.js';
import { GalleryView } from '../../../src/gallery/gallery-view.js';
import { galleryRevision, loadGallery } from '../../../src/gallery/load-gallery.js';
import { embedding } from '../../../src/vision/domain/embedding.js';
import { LocalGallery } from '../../support/local-gallery.js';
import { ManualClock } from '../../support/manual-clock.js';
import { PushedGalleries } from '../../support/pushed-galleries.js';

const space = { id: 'test/1', dimension: 4 };
const otherSpace = { id: 'test/2', dimension: 4 };
const north = embedding(space, [1, 0, 0, 0]);
const east = embedding(space, [0, 1, 0, 0]);
const person = (id: string): Person => ({ id, name: id, enabled: true });

let clock: ManualClock;
let local: LocalGallery;
let pushed: PushedGalleries;
let view: GalleryView;
/** Loads that were begun. */
let loads: number;
/** What a load waits for after it has read everything. */
let gate: Promise<void> | undefined;
let broken: Error | undefined;

beforeEach(() => {
  clock = new ManualClock();
  local = new LocalGallery();
  pushed = new PushedGalleries(space, 'lobby');
  loads = 0;
  gate = undefined;
  broken = undefined;
  const sources = { local, pushed: { galleries: pushed.asGroups(), revocations: local.revocations } };
  const load = async (...wanted: [typeof space, AssembledGallery | undefined]): Promise<AssembledGallery> => {
    loads++;
    if (broken) throw broken;
    const loaded = await loadGallery(sources, ...wanted);
    await gate;
    return loaded;
  };
  view = new GalleryView({ store: local, revision: () => galleryRevision(sources), load, clock, log: silentLog });
});
afterEach(() => view.close());

const known = (): readonly string[] | undefined => view.current() && [...(view.current()?.people.keys() ?? [])].sort();
const matched = (probe = north): string | undefined => view.current()?.index.search(probe, 1)[0]?.person;
/** Lets everything run that waits for nothing but its turn. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await new Promise((done) => setImmediate(done));
};
/** Holds the next loads back, and how to let them go. */
function hold(): () => void {
  let release = (): void => undefined;
  gate = new Promise((done) => {
    release = done;
  });
  return () => {
    gate = undefined;
    release();
  };
}

async function loaded(): Promise<void> {
  view.use(space);
  await settle();
}

describe('the view of the gallery', () => {
  it('knows nobody before it is loaded', async () => {
    local.enrol(person('ada'), north);
    expect(view.current()).toBeUndefined();
    expect(view.health()).toMatchObject({ level: 'degraded', detail: 'not loaded yet' });
    await loaded();
    expect(known()).toEqual(['ada']);
    expect(view.health()).toMatchObject({ level: 'ok' });
  });

  it('looks every second for changes of another process, and loads nothing without one', async () => {
    await loaded();
    clock.pass(10_000);
    await settle();
    expect(loads).toBe(1);
    local.enrol(person('ada'), north);
    clock.pass(999);
    await settle();
    expect(known()).toEqual([]);
    clock.pass(1);
    await settle();
    expect(known()).toEqual(['ada']);
    expect(loads).toBe(2);
  });

  it('knows a change of this process as soon as it is told, and loads nothing for it', async () => {
    await loaded();
    await view.changed(local.enrol(person('ada'), north));
    expect(matched()).toBe('ada');
    await view.changed(local.enrol({ ...person('ada'), enabled: false }, east));
    expect(view.current()?.people.get('ada')?.enabled).toBe(false);
    expect(view.current()?.index.search(north, 1)[0]?.similarity).toBe(0);
    await view.changed(local.expel('ada'));
    expect(known()).toEqual([]);
    expect(matched()).toBeUndefined();
    clock.pass(5000);
    await settle();
    expect(loads).toBe(1);
  });

  it('keeps out of pushed galleries whom a command has revoked, and lets in whom the site pushes again', async () => {
    pushed.push('lobby', 10, { person: person('ada'), templates: [north] });
    await loaded();
    expect(matched()).toBe('ada');
    await view.changed(local.expel('ada', timestamp(10)));
    expect(known()).toEqual([]);
    expect(matched()).toBeUndefined();
    pushed.push('lobby', 11, { person: person('ada'), templates: [north] });
    view.reload();
    await settle();
    expect(known()).toEqual(['ada']);
  });

  it('loads a pushed gallery as soon as it is told of it', async () => {
    await loaded();
    pushed.push('lobby', 1, { person: person('ada'), templates: [north] });
    view.reload();
    await settle();
    expect(known()).toEqual(['ada']);
  });

  it('loads a gallery again that was mended, though it is of the same revision', async () => {
    pushed.push('lobby', 1, { person: person('ada'), templates: [north] });
    pushed.damaged.add('lobby');
    await loaded();
    expect(view.health()).toMatchObject({ level: 'degraded', detail: expect.stringContaining('@lobby') });
    pushed.damaged.clear();
    view.reload();
    await settle();
    expect(known()).toEqual(['ada']);
    expect(view.health().level).toBe('ok');
  });

  it.each([
    ['an enrolment', () => local.enrol(person('bob'), east), ['ada', 'bob']],
    ['a revocation', () => local.expel('ada'), []],
  ])('loses no change that comes while it loads: %s', async (_, change, wanted) => {
    local.enrol(person('ada'), north);
    await loaded();
    const release = hold();
    view.reload();
    await settle();
    await view.changed(change());
    expect(known()).toEqual(wanted);
    release();
    await settle();
    expect(loads).toBe(2);
    expect(known()).toEqual(wanted);
    clock.pass(3000);
    await settle();
    expect(loads).toBe(2);
  });

  it('answers an enrolment during the first load when the person is known, and a revocation at once', async () => {
    local.enrol(person('ada'), north);
    const release = hold();
    await loaded();
    let answered = false;
    const enrolled = view.changed(local.enrol(person('bob'), east)).then(() => {
      answered = true;
    });
    await view.changed(local.expel('ada'));
    await settle();
    expect(answered).toBe(false);
    release();
    await enrolled;
    expect(known()).toEqual(['bob']);
  });

  it('answers an enrolment all the same when nothing can be loaded', async () => {
    broken = new Error('the disk is gone');
    await loaded();
    await view.changed(local.enrol(person('ada'), north));
    expect(view.current()).toBeUndefined();
    expect(view.health()).toEqual({ part: 'gallery', level: 'failed', detail: 'the disk is gone' });
  });

  it('loads afresh when another process has changed something between two changes of this one', async () => {
    await loaded();
    local.enrol(person('eve'), north);
    await view.changed(local.enrol(person('ada'), east));
    expect(known()).toEqual(['ada']);
    clock.pass(1000);
    await settle();
    expect(known()).toEqual(['ada', 'eve']);
    expect(loads).toBe(2);
  });

  it('takes no change twice that a load has brought', async () => {
    await loaded();
    const enrolled = local.enrol(person('ada'), north);
    local.expel('ada');
    clock.pass(1000);
    await settle();
    await view.changed(enrolled);
    expect(known()).toEqual([]);
  });

  it('is built anew, once, when many changes slow it down', async () => {
    await loaded();
    for (let i = 0; i < 300; i++) await view.changed(local.enrol(person(`p${i}`), north));
    await settle();
    expect(loads).toBe(2);
    expect(view.current()?.index.size).toBe(300);
    await view.changed(local.expel('p7'));
    await settle();
    expect(loads).toBe(2);
  });

  it('serves the last good gallery when it cannot be loaded, and tries again', async () => {
    local.enrol(person('ada'), north);
    await loaded();
    broken = new Error('the disk is gone');
    view.reload();
    await settle();
    expect(known()).toEqual(['ada']);
    expect(view.health()).toEqual({ part: 'gallery', level: 'degraded', detail: 'the disk is gone' });
    broken = undefined;
    clock.pass(1000);
    await settle();
    expect(view.health().level).toBe('ok');
  });

  it('drops what it knew with another model, also what is being loaded', async () => {
    local.enrol(person('ada'), north);
    local.enrol(person('bob'), embedding(otherSpace, [1, 0, 0, 0]));
    const release = hold();
    await loaded();
    view.use(otherSpace);
    release();
    await settle();
    expect(view.current()?.index.space).toBe(otherSpace);
    expect(view.current()?.index.size).toBe(1);
    view.use(space);
    expect(view.current()).toBeUndefined();
  });

  it('looks once more when told twice while it looks', async () => {
    await loaded();
    const release = hold();
    view.reload();
    view.reload();
    view.reload();
    await settle();
    release();
    await settle();
    expect(loads).toBe(3);
  });

  it('names whose templates are damaged, until they are enrolled again', async () => {
    local.enrol(person('ada'), north);
    local.damaged.add('ada');
    await loaded();
    await view.changed(local.enrol(person('bob'), east));
    expect(view.health()).toMatchObject({ level: 'degraded', detail: expect.stringContaining('of ada') });
    await view.changed(local.enrol(person('ada'), north));
    expect(view.health().level).toBe('ok');
  });

  it('rests when it is closed', async () => {
    await loaded();
    view.close();
    local.enrol(person('ada'), north);
    clock.pass(10_000);
    view.reload();
    await settle();
    expect(loads).toBe(1);
  });
});
