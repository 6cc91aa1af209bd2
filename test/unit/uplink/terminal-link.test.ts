import { describe, expect, it } from 'vitest';
import type { HealthReport } from '../../../src/base/health.js';
import { initialDoor } from '../../../src/door/domain/door.js';
import { noDelivery } from '../../../src/protocol/domain/group-keys.js';
import type { KeyRing } from '../../../src/protocol/domain/key-ring.js';
import type { TerminalInfo } from '../../../src/protocol/domain/reports.js';
import { CommandDesk, type CommandResult } from '../../../src/uplink/command-desk.js';
import { EventDelivery } from '../../../src/uplink/event-delivery.js';
import { GallerySync } from '../../../src/uplink/gallery-sync.js';
import { KeyDesk } from '../../../src/uplink/key-desk.js';

import { TerminalLink } from '../../../src/uplink/terminal-link.js';
import { TerminalReports } from '../../../src/uplink/terminal-reports.js';
import { TrustedKeys } from '../../../src/uplink/trusted-keys.js';
import { commandOf, operator, received } from '../../support/commands.js';
import { ManualClock } from '../../support/manual-clock.js';
import { MemoryAudit } from '../../support/memory-audit.js';
import { chunkOf, MemoryGalleries, manifestOf, sha256 } from '../../support/memory-galleries.js';
import { MemoryLedger } from '../../support/memory-ledger.js';
import { MemoryLog } from '../../support/memory-log.js';
import { MemoryOutbox } from '../../support/memory-outbox.js';
import { MemoryTrust } from '../../support/memory-trust.js';
import { TestUplink } from '../../support/test-uplink.js';
import { turns } from '../../support/turns.js';

const space = { id: 'aaaaaaaaaaaaaaaa/1', dimension: 4 };

/** Everything real between the broker, which is played, and the disk and the door, which are in memory. */
function open() {
  const clock = new ManualClock();
  const [uplink, log, audit, trust] = [new TestUplink(), new MemoryLog(), new MemoryAudit(clock), new MemoryTrust()];
  const [galleries, outbox] = [new MemoryGalleries(), new MemoryOutbox(clock)];
  const state = { space: space as typeof space | undefined, execute: async (): Promise<CommandResult> => ({}) };
  const trusted = new TrustedKeys({ trust, clock, log });
  const reports = new TerminalReports({
    uplink,
    info: async () => ({ keyRing: trusted.ring().version }) as TerminalInfo,
    door: () => initialDoor,
    health: (): readonly HealthReport[] => [],
    clock,
    log,
  });
  const desk = new CommandDesk({
    identity: { site: 'hq', terminal: 'door-1', groups: ['lobby'] },
    ledger: new MemoryLedger(),
    uplink,
    execute: () => state.execute(),
    audit,
    clock,
    log,
    clockUnchecked: false,
  });
  const delivery = new EventDelivery({ outbox, uplink, clock, log, bootId: 'boot', quota: 100 });
  const parts = { galleries, clock, log };
  const sync = new GallerySync({
    ...parts,
    site: 'hq',
    uplink,
    space: () => state.space,
    sha256,
    audit,
    onChange: () => undefined,
  });
  const keys = new KeyDesk({
    ...parts,
    vault: { delivered: async () => noDelivery, putDelivered: async () => undefined },
    open: async () => new Uint8Array(32),
    desk,
    onChange: () => sync.resume(),
  });
  const link = new TerminalLink({ uplink, trusted, reports, desk, delivery, sync, keys, log });
  return { clock, uplink, log, audit, trust, galleries, outbox, state, link };
}

const ring = (version: number): KeyRing => ({ version, keys: [operator] });

describe('the link to the site', () => {
  it('connects once the key ring is known, and then tells everything', async () => {
    const { link, trust, uplink, outbox } = open();
    trust.ring = ring(4);
    trust.disk.freeze();
    const started = link.start();
    await turns();
    expect(uplink.listener).toBeUndefined();
    trust.disk.thaw();
    await started;
    expect(uplink.listener).toBe(link);
    outbox.add(2);
    link.connected();
    await turns();
    expect([uplink.infos, uplink.doors.length, uplink.healths.length]).toEqual([[{ keyRing: 4 }], 1, 1]);
    expect(uplink.events.map(({ record }) => record.sequence)).toEqual([1, 2]);
  });

  it('is not made where the key ring cannot be read: nobody could be believed', async () => {
    const { link, trust, uplink } = open();
    trust.disk.full = true;
    await link.start();
    expect(uplink.listener).toBeUndefined();
    expect(link.health()).toMatchObject({
      part: 'uplink',
      level: 'degraded',
      detail: expect.stringContaining('store.full'),
    });
  });

  it('is not made by a terminal that was stopped meanwhile', async () => {
    const { link, trust, uplink, clock } = open();
    trust.disk.freeze();
    const started = link.start();
    await link.close();
    trust.disk.thaw();
    await started;
    expect([uplink.listener, uplink.closed, clock.due]).toEqual([undefined, true, 0]);
  });

  it('hands each message to whoever sees to it', async () => {
    const { link, uplink, clock, galleries, outbox } = open();
    await link.start();
    outbox.add(1);
    link.connected();
    const command = commandOf(clock, 'unlock', {});
    link.command(received(command));
    const chunk = chunkOf('a');
    uplink.chunks.set(chunk.ref.sha256, chunk.bytes);
    link.manifest(manifestOf(1, [chunk.ref], space), 'signed');
    await turns();
    link.acknowledged('epoch-1', [[1, 1]]);
    link.groupKeys({ site: 'hq', terminal: 'door-1', version: 1, keys: [{ group: 'lobby', sealed: 'x' }] });
    await turns();
    expect(uplink.answers).toMatchObject([{ answer: { id: command.id, ok: true } }]);
    expect(galleries.present()?.revision).toBe(1);
    expect(outbox.sequences).toEqual([]);
    expect(galleries.keys).toEqual(['0000000000000000', 'key-1']);
  });

  it('goes by a new key ring before the disk has it, and tells the site', async () => {
    const { link, trust, uplink, log } = open();
    await link.start();
    trust.disk.freeze();
    link.keyRing(ring(2));
    await turns();
    expect(uplink.infos).toEqual([{ keyRing: 2 }]);
    trust.disk.thaw();
    await turns();
    // The broker repeats it with each connection.
    link.keyRing(ring(2));
    await turns();
    expect([trust.events.length, uplink.infos.length, log.at('warn')]).toEqual([1, 1, []]);
    link.keyRing(ring(1));
    await turns();
    expect([trust.ring?.version, log.at('warn')]).toEqual([2, ['cannot adopt a key ring']]);
  });

  it('follows a gallery once vision has said what its model is', async () => {
    const { link, state, uplink, galleries } = open();
    state.space = undefined;
    await link.start();
    const chunk = chunkOf('a');
    uplink.chunks.set(chunk.ref.sha256, chunk.bytes);
    link.manifest(manifestOf(1, [chunk.ref], space), 'signed');
    await turns();
    expect(galleries.present()).toBeUndefined();
    state.space = space;
    link.visionReady();
    await turns();
    expect([galleries.present()?.revision, uplink.infos.length]).toEqual([1, 1]);
  });

  it('is as well as events and galleries are', async () => {
    const { link, outbox, uplink } = open();
    await link.start();
    expect(link.health()).toEqual({ part: 'uplink', level: 'ok', detail: 'connected' });
    outbox.disk.full = true;
    link.connected();
    link.manifest(manifestOf(1, [chunkOf('gone').ref], space), 'signed');
    await turns();
    expect(link.health().level).toBe('degraded');
    expect(link.health().detail).toMatch(/^connected; store\.full: .*; @lobby: uplink\.chunk-missing: /);
    expect(uplink.wanted).toHaveLength(1);
  });

  it('answers what is under way before it ends', async () => {
    const { link, state, uplink, clock } = open();
    await link.start();
    let finish = (_: CommandResult) => {};
    state.execute = () => new Promise((end) => (finish = end));
    link.command(received(commandOf(clock, 'unlock', {})));
    await turns();
    const closed = link.close();
    await turns();
    expect([uplink.closed, uplink.answers.length]).toEqual([false, 0]);
    finish({});
    await closed;
    expect([uplink.closed, uplink.answers.length, clock.due]).toEqual([true, 1, 0]);
  });
});
