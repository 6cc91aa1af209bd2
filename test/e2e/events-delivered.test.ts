import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditEvent } from '../../src/audit/ports/audit-event.js';
import { SqliteAuditStore } from '../../src/audit/sqlite/audit-store.js';
import { systemClock } from '../../src/platform/system-clock.js';
import { fleetAt, type TestFleet } from '../support/fleet.js';
import { Mosquitto } from '../support/mosquitto.js';
import { needs } from '../support/needs.js';
import { type TestTerminal, until } from '../support/terminal.js';
import { terminalAt } from '../support/uplink-terminal.js';

const pause = (time: number): Promise<void> => new Promise((done) => setTimeout(done, time));
const wanted = Number(process.env.OSTIARY_EVENTS ?? 3000);

needs('mosquitto').describe(`${wanted} events`, () => {
  let broker: Mosquitto;
  let fleet: TestFleet;
  let terminal: TestTerminal;
  let daemon: ReturnType<TestTerminal['daemon']> | undefined;

  beforeAll(async () => {
    broker = await Mosquitto.start();
    terminal = await terminalAt(broker);
    fleet = await fleetAt(broker);
    fleet.provision(terminal);
  });
  afterAll(async () => {
    daemon?.child.kill('SIGKILL');
    await broker.remove();
    terminal.remove();
    fleet.remove();
  });

  it('all reach the site through three kills of the broker and two of the daemon, in order, each known by its sequence', {
    timeout: 900_000,
  }, async () => {
    const clock = systemClock();
    const collector = fleet.start('collect');
    const log = text(collector.stderr);
    daemon = terminal.daemon();
    const audit = await SqliteAuditStore.open({ path: terminal.database, bootId: 'test', clock });
    const ids: string[] = [];
    const written = (async () => {
      for (let i = 0; i < wanted; i += 40) {
        const events = Array.from({ length: Math.min(40, wanted - i) }, () =>
          auditEvent(clock, 'access.denied', { reason: 'unknown' }),
        );
        ids.push(...events.map(({ id }) => id));
        await audit.append(events);
        await pause(20);
      }
    })();
    const reached = (share: number) => until(() => fleet.collected().length >= wanted * share, 400_000);
    for (const [step, share] of [0.1, 0.3, 0.5, 0.6, 0.8].entries()) {
      await reached(share);
      if (step % 2 === 0) {
        await broker.kill();
        await pause(300);
        await broker.start();
      } else {
        daemon.child.kill('SIGKILL');
        await daemon.exited;
        daemon = terminal.daemon();
      }
    }
    await written;
    console.log(`${fleet.collected().length} of ${ids.length} at the last restart`);
    await until(() => new Set(fleet.collected()).size >= ids.length, 400_000);
    // What was delivered is gone from the outbox: nothing comes again after one more start.
    await pause(1500);
    await audit.close();
    daemon.child.kill('SIGTERM');
    await daemon.exited;
    collector.kill('SIGTERM');
    const duplicates = [...(await log).matchAll(/"duplicates":(\d+)/g)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
    const all = new Set(fleet.collected());
    const lost = ids.filter((id) => !all.has(id)).length;
    console.log(`${ids.length} events, ${lost} lost, ${duplicates} duplicates removed by sequence`);
    expect([lost, fleet.collected().length]).toEqual([0, ids.length]);
  });
});
