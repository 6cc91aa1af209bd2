import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditEvent } from '../../src/audit/ports/audit-event.js';
import { SqliteAuditStore } from '../../src/audit/sqlite/audit-store.js';
import { Sqlite } from '../../src/database/sqlite.js';
import { systemClock } from '../../src/platform/system-clock.js';
import { fleetAt, type TestFleet } from '../support/fleet.js';
import { Mosquitto } from '../support/mosquitto.js';
import { needs } from '../support/needs.js';
import { type TestTerminal, until } from '../support/terminal.js';
import { terminalAt } from '../support/uplink-terminal.js';

const wanted = Number(process.env.OSTIARY_EVENTS ?? 600);
const pause = (time: number): Promise<void> => new Promise((done) => setTimeout(done, time));

needs('mosquitto').describe(`ostiary fleet collect, killed in the middle of ${wanted} events`, () => {
  let broker: Mosquitto;
  let fleet: TestFleet;
  let terminal: TestTerminal;
  let daemon: ReturnType<TestTerminal['daemon']>;

  beforeAll(async () => {
    broker = await Mosquitto.start();
    terminal = await terminalAt(broker);
    fleet = await fleetAt(broker);
    fleet.provision(terminal);
    daemon = terminal.daemon();
  }, 400_000);
  afterAll(async () => {
    daemon.child.kill('SIGKILL');
    await broker.remove();
    terminal.remove();
    fleet.remove();
  });

  it('loses nothing, stores nothing twice, and leaves nothing in the outbox', { timeout: 600_000 }, async () => {
    const clock = systemClock();
    const ids: string[] = [];
    const stored = () => fleet.collected();
    const kill = async (collector: ReturnType<TestFleet['start']>): Promise<void> => {
      const gone = new Promise((done) => collector.once('exit', done));
      collector.kill('SIGKILL');
      await gone;
    };
    const collectors = [fleet.start('collect'), fleet.start('collect')];
    const audit = await SqliteAuditStore.open({ path: terminal.database, bootId: 'test', clock });
    const written = (async () => {
      for (let i = 0; i < wanted; i += 20) {
        const events = Array.from({ length: 20 }, () => auditEvent(clock, 'access.denied', { reason: 'unknown' }));
        ids.push(...events.map(({ id }) => id));
        await audit.append(events);
        await pause(20);
      }
    })();
    for (const share of [0.1, 0.4]) {
      await until(() => stored().length >= wanted * share, 300_000);
      await Promise.all(collectors.splice(0).map(kill));
      collectors.push(fleet.start('collect'), fleet.start('collect'));
    }
    await written;
    await until(() => new Set(stored()).size >= ids.length, 300_000);
    const outbox = new Sqlite(terminal.database, { readonly: true });
    const waiting = outbox.prepare<[], number>('SELECT count(*) FROM outbox').pluck();
    await until(() => waiting.get() === 0, 60_000);
    outbox.close();
    await audit.close();
    const ended = collectors.map((collector) => new Promise((done) => collector.once('exit', done)));
    for (const collector of collectors) collector.kill('SIGTERM');
    expect(await Promise.all(ended)).toEqual([0, 0]);
    expect([...stored()].sort()).toEqual([...ids].sort());

    const csv = await fleet.run('events', '--export', 'csv', '--kind', 'access.');
    expect(csv.status).toBe(0);
    const [head, ...rows] = csv.stdout.trimEnd().split('\n');
    expect(head).toBe('at,terminal,epoch,sequence,kind,clock_trusted,historical,id,facts');
    expect(rows).toHaveLength(ids.length);
    expect(rows[0]).toMatch(/^[^,]+Z,door-1,[^,]+,\d+,access\.denied,.*,"{""reason"":""unknown""}"$/);
    const lines = (await fleet.run('events', '--export', 'jsonl', '--terminal', 'door-1')).stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(expect.arrayContaining(ids));
  });
});
