import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { silentLog } from '../../src/base/log.js';
import type { GalleryEntry } from '../../src/gallery/domain/gallery.js';
import { embedding } from '../../src/vision/domain/embedding.js';
import { GalleryPush } from '../support/gallery-push.js';
import { Mosquitto } from '../support/mosquitto.js';
import { Panel, Site } from '../support/site.js';
import { syncTerminal } from '../support/sync-terminal.js';
import { until } from '../support/terminal.js';

const count = Number(process.env.OSTIARY_TERMINALS ?? 1000);
const people = 100;
const outage = 5000;
const patience = 300_000;
const space = { id: 'aaaaaaaaaaaaaaaa/1', dimension: 512 };

const entry = (i: number): GalleryEntry => {
  const values = Float32Array.from({ length: space.dimension }, (_, k) => Math.sin(i * 7 + k));
  return { person: { id: `p${i}`, name: `Person ${i}`, enabled: true }, templates: [embedding(space, values)] };
};

it(`${count} terminals on one Mosquitto`, async () => {
  // A thousand terminals have a thousand disks: one disk that syncs for all would be what is measured.
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'ostiary-fleet-'));
  const broker = await Mosquitto.start();
  const site = new Site();
  const panel = new Panel(broker.port);
  const push = new GalleryPush(panel, site, space);
  const connected: number[] = [];
  const log = {
    ...silentLog,
    info: (_: unknown, text: string) => void (text === 'connected to the broker' && connected.push(performance.now())),
  };
  const applied: number[] = [];
  const simulate = (i: number) => {
    const onChange = () => void applied.push(performance.now());
    return syncTerminal({
      url: broker.url,
      site,
      folder: join(folder, `${i}`),
      space,
      name: `door-${i}`,
      log,
      onChange,
    });
  };
  await push.snapshot(
    1,
    Array.from({ length: people }, (_, i) => entry(i)),
  );
  say(
    `${count} terminals, gallery of ${people}; ${cpus().length} cores, load ${loadavg()
      .map((l) => l.toFixed(1))
      .join(' ')}`,
  );

  const begun = performance.now();
  const terminals = await Promise.all(Array.from({ length: count }, (_, i) => simulate(i)));
  await until(() => applied.length === count, patience);
  say(
    `cold start, all at once: connected after ${since(begun, connected)}; first gallery after ${since(begun, applied)}`,
  );

  for (const revision of [2, 3, 4]) {
    applied.length = 0;
    const cpu = process.cpuUsage();
    const pushed = performance.now();
    await push.delta(revision - 1, revision, { put: [entry(people + revision)] });
    await until(() => applied.length === count, patience);
    const { user, system } = process.cpuUsage(cpu);
    say(
      `delta of one person: applied after ${since(pushed, applied)}; the terminals took ${seconds((user + system) / 1000)} of processor`,
    );
  }
  expect(terminals.every(({ galleries }) => galleries.present('lobby')?.revision === 4)).toBe(true);

  connected.length = 0;
  await broker.kill();
  await pause(outage);
  await broker.start();
  const back = performance.now();
  await until(() => connected.length >= count && terminals.every(({ uplink }) => uplink.connected()), patience);
  const bins = histogram(connected.map((at) => at - back));
  const most = Math.max(...bins);
  say(`broker killed, back after ${outage / 1000} s: connected after ${since(back, connected)}`);
  for (const [second, number] of bins.entries())
    say(`${String(second).padStart(4)}–${second + 1} s ${'#'.repeat(Math.ceil((number * 60) / most))} ${number}`);
  say(
    `busiest second: ${most} of ${count} (without jitter ${count}): ${(most / count).toFixed(2)}×; load ${loadavg()[0]?.toFixed(1)}`,
  );

  await Promise.all(terminals.map(({ close }) => close()));
  await panel.close();
  await broker.remove();
  rmSync(folder, { recursive: true });
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

function since(begun: number, instants: readonly number[]): string {
  const sorted = instants.map((at) => at - begun).sort((a, b) => a - b);
  const at = (share: number): string =>
    seconds(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return `${at(0.5)} p50, ${at(0.95)} p95, ${at(1)} at last`;
}

/** How many in each second. */
function histogram(delays: readonly number[]): readonly number[] {
  const seconds = delays.map((delay) => Math.max(0, Math.floor(delay / 1000)));
  return Array.from({ length: Math.max(...seconds) + 1 }, (_, i) => seconds.filter((second) => second === i).length);
}
