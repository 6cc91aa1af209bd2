import { Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../../../src/base/random.js';
import { millis } from '../../../../src/base/units.js';
import { PrometheusMeter } from '../../../../src/control/metrics/meter.js';

const meter = () =>
  new PrometheusMeter({
    health: () => [{ part: 'door', level: 'degraded', detail: '' }],
    residentBytes: () => ({ door: 1000 }),
  });

describe('the meter', () => {
  it('exposes the latencies as prom-client would', async () => {
    const buckets = [0.0001, 0.0003, 0.001, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];
    const register = new Registry();
    const reference = new Histogram({
      name: 'ostiary_stage_seconds',
      help: 'Latency of each stage from the camera to the relay.',
      labelNames: ['stage'],
      buckets,
      registers: [register],
    });
    const measured = meter();
    const random = randomOf(7, 16);
    // A latency less than 0.1 % above a bound may count as one that reached it.
    const times = Array.from({ length: 2000 }, () => Math.round(10 ** random.between(1, 7)) / 1000).filter(
      (time) => !buckets.some((bound) => time > bound * 1000 && time < bound * 1001),
    );
    for (const [i, time] of [...times, 0, 0.1, 5, 20, 5000].entries()) {
      const stage = i % 3 === 0 ? 'match' : 'decide';
      measured.stage(stage, millis(time));
      reference.observe({ stage }, time / 1000);
    }
    const [stages] = (await measured.exposition()).split('\n\n');
    expect(stages).toBe((await register.metrics()).trimEnd());
  });

  it('summarises the same latencies, to three digits', () => {
    const measured = meter();
    for (let i = 1; i <= 1000; i++) measured.stage('match', millis(i));
    const { match } = measured.stages();
    expect(match?.count).toBe(1000);
    for (const [value, expected] of [
      [match?.p50, 500],
      [match?.p95, 950],
      [match?.max, 1000],
    ] as const) {
      expect(Math.abs((value ?? 0) / expected - 1)).toBeLessThan(0.001);
    }
  });

  it('counts what happens, once for the status and for a scraper', async () => {
    const measured = meter();
    measured.count('granted');
    measured.count('granted');
    measured.count('denied');
    expect(measured.counters()).toEqual({ granted: 2, denied: 1 });
    for (let scrape = 0; scrape < 2; scrape++) {
      const text = await measured.exposition();
      expect(text).toContain('ostiary_events_total{kind="granted"} 2\n');
      expect(text).toContain('ostiary_events_total{kind="denied"} 1\n');
      expect(text).toContain('ostiary_health{part="door"} 1\n');
      expect(text).toContain('ostiary_resident_bytes{process="door"} 1000\n');
    }
  });
});
