import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditEvent } from '../../src/audit/ports/audit-event.js';
import { SqliteAuditStore } from '../../src/audit/sqlite/audit-store.js';
import { systemClock } from '../../src/platform/system-clock.js';
import { fleetAt, type TestFleet } from '../support/fleet.js';
import { Mosquitto } from '../support/mosquitto.js';
import { needs } from '../support/needs.js';
import { Network } from '../support/network.js';
import { type TestTerminal, until } from '../support/terminal.js';
import { terminalAt } from '../support/uplink-terminal.js';

/** The keep-alive of 30 s tells; a busy machine takes longer. */
const noticed = 120_000;

needs('mosquitto').describe(`a broker that falls silent and hangs up on nobody`, () => {
  const clock = systemClock();
  let broker: Mosquitto;
  let network: Network;
  let terminal: TestTerminal;
  let daemon: ReturnType<TestTerminal['daemon']>;
  let audit: SqliteAuditStore;
  let fleet: TestFleet;

  beforeAll(async () => {
    broker = await Mosquitto.start();
    network = await Network.to(broker.port);
    terminal = await terminalAt({ url: `mqtt://127.0.0.1:${network.port}` });
    fleet = await fleetAt(broker);
    fleet.provision(terminal);
    fleet.start('collect');
    daemon = terminal.daemon();
    audit = await SqliteAuditStore.open({ path: terminal.database, bootId: 'test', clock });
  });
  afterAll(async () => {
    await audit.close();
    daemon.child.kill('SIGTERM');
    await daemon.exited;
    network.close();
    await broker.remove();
    terminal.remove();
    fleet.remove();
  });

  const append = async (count: number): Promise<string[]> => {
    const events = Array.from({ length: count }, () => auditEvent(clock, 'access.denied', { reason: 'unknown' }));
    await audit.append(events);
    return events.map(({ id }) => id);
  };
  const arrived = (ids: readonly string[]) => {
    const stored = new Set(fleet.collected());
    return ids.every((id) => stored.has(id));
  };
  const losses = () => daemon.lines.filter((line) => line.includes('not connected to the broker')).length;

  it.each([
    ['a cut cable', () => network.cut(), () => network.mend()],
    ['a broker that hangs (SIGSTOP)', () => broker.signal('SIGSTOP'), () => broker.signal('SIGCONT')],
  ])('is noticed, and nothing is lost: %s', { timeout: 400_000 }, async (_, part, mend) => {
    const before = await append(20);
    await until(() => arrived(before), 60_000);
    const known = losses();
    part();
    const meanwhile = await append(300);
    await until(() => losses() > known, noticed);
    const status = await terminal.ostiary('status');
    expect(status.stdout).toMatch(/uplink.*not connected, the terminal works without/);
    mend();
    await until(() => arrived(meanwhile), noticed);
  });
});
