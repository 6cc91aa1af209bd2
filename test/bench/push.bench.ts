import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { auditEvent } from '../../src/audit/ports/audit-event.js';
import { siteSpace, withMaster } from '../../src/compose/fleet-gallery.js';
import { loadSite } from '../../src/settings/site-file/load.js';
import { embedding } from '../../src/vision/domain/embedding.js';
import { fleetAt, type TestFleet } from '../support/fleet.js';
import { Mosquitto } from '../support/mosquitto.js';
import { root } from '../support/places.js';
import { Panel } from '../support/site.js';
import { syncTerminal } from '../support/sync-terminal.js';
import { until } from '../support/terminal.js';

const people = Number(process.env.OSTIARY_PEOPLE ?? 100_000);
const patience = 600_000;

/** `ostiary fleet push`, and the most memory that its process had. */
async function push(fleet: TestFleet): Promise<{ readonly took: number; readonly peak: number }> {
  const begun = performance.now();
  const child = fleet.start('push', '--wait', '0');
  let peak = 0;
  const look = setInterval(() => {
    const status = existsSync(`/proc/${child.pid}/status`) ? readFileSync(`/proc/${child.pid}/status`, 'utf8') : '';
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024);
  }, 50);
  child.stdout.on('data', (text) => process.stdout.write(text));
  child.stderr.on('data', (text) => process.stderr.write(text));
  expect(await new Promise((done) => child.once('exit', done))).toBe(0);
  clearInterval(look);
  return { took: performance.now() - begun, peak };
}

it(`ostiary fleet push of ${people} people`, async () => {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'ostiary-push-'));
  const broker = await Mosquitto.start();
  const fleet = await fleetAt(broker, `store: { folder: ${folder}/site }`);
  const config = loadSite(fleet.config, { env: fleet.env, packageRoot: root });
  const space = await siteSpace(config);
  const put = (first: number, count: number, seed: number) =>
    withMaster(config, ({ store, memberships, clock }) => {
      for (let i = first; i < first + count; i++) {
        const values = Float32Array.from({ length: space.dimension }, (_, k) => Math.sin((i + seed) * 7 + k * k));
        const person = { id: `p${i}`, name: `Person ${i}`, enabled: true };
        memberships.assign(person.id, ['lobby']);
        store.put(person, [embedding(space, values)], auditEvent(clock, 'gallery.enrolled', { person: person.id }));
      }
    });
  put(0, people, 0);
  const panel = new Panel(broker.port);
  await panel.listen('ostiary/v1/hq/@lobby/gallery/#');
  let arrived = 0;
  const terminal = await syncTerminal({
    url: broker.url,
    site: fleet.byHand(),
    folder: join(folder, 'terminal'),
    space,
    onChange: () => {
      arrived = performance.now();
    },
  });
  say(
    `${cpus().length} cores, load ${loadavg()
      .map((l) => l.toFixed(1))
      .join(' ')}; ${people} people × ${space.dimension}`,
  );
  const measured = async (what: string, revision: number) => {
    panel.messages.length = 0;
    const begun = performance.now();
    const { took, peak } = await push(fleet);
    await until(() => terminal.galleries.present('lobby')?.revision === revision, patience);
    const bytes = panel.messages.reduce((sum, { payload }) => sum + payload.length, 0);
    const manifest = panel.messages.find(({ topic }) => topic.endsWith('/manifest'))?.payload.length ?? 0;
    say(
      `${what}: ${(bytes / 1e6).toFixed(2)} MB on the wire, of which the manifest ${(manifest / 1000).toFixed(1)} kB; command ${seconds(took)}, ` +
        `on the terminal's disk after ${seconds(arrived - begun)}; peak ${(peak / 2 ** 20).toFixed(0)} MiB, ` +
        `${(peak / (people * space.dimension * 4)).toFixed(1)}× the templates in float32`,
    );
    return took;
  };
  const snapshot = await measured('snapshot', 1);
  put(people / 2, 1, 1e6);
  const delta = await measured('delta of one person', 2);
  say(`delta over snapshot: ${(delta / snapshot).toFixed(2)}×`);

  await terminal.close();
  await panel.close();
  await broker.remove();
  fleet.remove();
  rmSync(folder, { recursive: true });
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
