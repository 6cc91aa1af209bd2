import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { auditEvent } from '../../../src/audit/ports/audit-event.js';
import { SqliteAuditStore } from '../../../src/audit/sqlite/audit-store.js';
import { openUplinkStorage } from '../../../src/compose/uplink-storage.js';
import type { GalleryEntry } from '../../../src/gallery/domain/gallery.js';
import { systemClock } from '../../../src/platform/system-clock.js';
import { embedding } from '../../../src/vision/domain/embedding.js';
import { GalleryPush } from '../../support/gallery-push.js';
import { Mosquitto } from '../../support/mosquitto.js';
import { needs, skipFor } from '../../support/needs.js';
import { Panel, Site } from '../../support/site.js';
import { syncTerminal } from '../../support/sync-terminal.js';
import { until } from '../../support/terminal.js';
import { TinyDisk } from '../../support/tiny-disk.js';

describe('a full disk', () => {
  let folder: string;
  let disk: TinyDisk | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ostiary-full-'));
    disk = TinyDisk.mount(join(folder, 'disk'), '4m');
  });
  afterEach(() => {
    disk?.unmount();
    rmSync(folder, { recursive: true, force: true });
  });
  const mounted = (context: TestContext): TinyDisk => disk ?? skipFor(context, 'smallDisk');

  it('loses no event of the outbox, and acknowledges as soon as there is space', async (context) => {
    const tiny = mounted(context);
    const path = join(tiny.path, 'ostiary.db');
    const clock = systemClock();
    const audit = await SqliteAuditStore.open({ path, bootId: 'boot', clock });
    const storage = openUplinkStorage({ path, key: createSecretKey(randomBytes(32)), bootId: 'boot' });
    const outbox = storage.store;
    const events = (count: number) => Array.from({ length: count }, () => auditEvent(clock, 'access.denied', {}));
    const ids = async () => (await outbox.after(0, 100_000)).map(({ id }) => id);
    const written: string[] = [];
    const append = async (count: number): Promise<void> => {
      const batch = events(count);
      await audit.append(batch);
      written.push(...batch.map(({ id }) => id));
    };
    await append(200);
    expect(await ids()).toEqual(written);
    tiny.fill();
    const flood = async (): Promise<never> => {
      for (;;) await append(50);
    };
    await expect(flood()).rejects.toMatchObject({ code: 'store.full', remedy: expect.stringContaining('df -h') });
    await expect(outbox.acknowledge([[1, 100]])).rejects.toMatchObject({ code: 'store.full' });
    expect(await ids()).toEqual(written);

    tiny.free();
    await outbox.acknowledge([[1, 100]]);
    await append(1);
    expect(await ids()).toEqual(written.slice(100));
    await storage.close();
    await audit.close();
  });

  needs('mosquitto').it(`keeps the old gallery whole until a new one fits`, async (context) => {
    const tiny = mounted(context);
    const broker = await Mosquitto.start();
    const site = new Site();
    const panel = new Panel(broker.port);
    const space = { id: 'aaaaaaaaaaaaaaaa/1', dimension: 512 };
    const push = new GalleryPush(panel, site, space);
    const refused: object[] = [];
    const note = (kind: string, facts: object) => void (kind === 'gallery.refused' && refused.push(facts));
    const terminal = await syncTerminal({ url: broker.url, site, folder: tiny.path, space, note });
    const revision = () => terminal.galleries.present('lobby')?.revision;
    const people = function* (count: number): Generator<GalleryEntry> {
      const values = Float32Array.from({ length: 512 }, (_, i) => Math.sin(i));
      for (let i = 0; i < count; i++)
        yield {
          person: { id: `p${i}`, name: `Person ${i}`, enabled: true },
          templates: [embedding(space, values)],
        };
    };
    await push.snapshot(1, people(100));
    await until(() => revision() === 1);
    tiny.fill();
    await push.snapshot(2, people(1500));
    await until(() => refused.length > 0);
    expect(refused).toEqual([{ group: 'lobby', revision: 2, code: 'gallery.files' }]);
    expect(terminal.sync.faults()[0]).toMatch(/^@lobby: gallery\.files: .*ENOSPC.*df -h/);
    expect(revision()).toBe(1);
    const present = terminal.galleries.present('lobby');
    expect((await terminal.galleries.open(present as NonNullable<typeof present>)).templates).toBe(100);

    tiny.free();
    // As the next connection, or half a minute, would do.
    terminal.sync.resume();
    await until(() => revision() === 2 && terminal.sync.faults().length === 0);
    await terminal.close();
    await panel.close();
    await broker.remove();
  });
});
