import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SqliteJournal } from '../../src/adapters/sqlite/journal.js';
import { systemClock } from '../../src/adapters/system-clock.js';
import { auditEvent } from '../../src/app/audit-event.js';
import { Collector } from '../support/collector.js';
import { hasMosquitto, Mosquitto, whyNoMosquitto } from '../support/mosquitto.js';
import { Site } from '../support/site.js';
import { type TestTerminal, until } from '../support/terminal.js';
import { terminalAt } from '../support/uplink-terminal.js';

const pause = (time: number): Promise<void> => new Promise((done) => setTimeout(done, time));
const wanted = Number(process.env.OSTIARY_EVENTS ?? 3000);

describe.skipIf(!hasMosquitto)(`${wanted} events${whyNoMosquitto}`, () => {
  const site = new Site();
  let broker: Mosquitto;
  let terminal: TestTerminal;
  let daemon: ReturnType<TestTerminal['daemon']> | undefined;

  beforeAll(async () => {
    broker = await Mosquitto.start();
    terminal = await terminalAt(broker);
    site.provision(terminal.folder);
  });
  afterAll(async () => {
    daemon?.child.kill('SIGKILL');
    await broker.remove();
    terminal.remove();
  });

  it('all reach the site through three kills of the broker and two of the daemon, in order, each known by its sequence', {
    timeout: 900_000,
  }, async () => {
    const clock = systemClock();
    const collector = new Collector(broker.port, site);
    await collector.panel.publish('ostiary/v1/hq/@site/keys', site.keyRing(1), { retain: true });
    daemon = terminal.daemon();
    const journal = await SqliteJournal.open({ path: terminal.database, bootId: 'test', clock });
    const ids: string[] = [];
    const written = (async () => {
      for (let i = 0; i < wanted; i += 40) {
        const events = Array.from({ length: Math.min(40, wanted - i) }, () =>
          auditEvent(clock, 'access.denied', { reason: 'unknown' }),
        );
        ids.push(...events.map(({ id }) => id));
        await journal.append(events);
        await pause(20);
      }
    })();
    const reached = (share: number) => until(() => collector.stored.size >= wanted * share, 400_000);
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
    const all = () => new Set(collector.stored.values());
    console.log(`${collector.stored.size} of ${ids.length} at the last restart`);
    await until(() => collector.stored.size >= ids.length && ids.every((id) => all().has(id)), 400_000);
    // What was delivered is gone from the outbox: nothing comes again after one more start.
    await pause(1500);
    await journal.close();
    daemon.child.kill('SIGTERM');
    await daemon.exited;
    const lost = ids.filter((id) => !all().has(id)).length;
    console.log(`${ids.length} events, ${lost} lost, ${collector.duplicates} duplicates removed by sequence`);
    expect(lost).toBe(0);
    await collector.close();
  });
});
