import { build, type Histogram as Hdr } from 'hdr-histogram-js';
import { Gauge, Counter as PromCounter, Histogram as PromHistogram, Registry } from 'prom-client';
import type { HealthReport } from '../../base/health.js';
import type { Millis } from '../../base/units.js';
import type { Counter, Meter, Stage, StageSummary } from '../ports/meter.js';

const levels = { ok: 0, degraded: 1, failed: 2 } as const;

/** Counts and latencies since start: quantiles for `ostiary status`, Prometheus text for a scraper. */
export class PrometheusMeter implements Meter {
  readonly #registry = new Registry();
  readonly #stages = new Map<Stage, Hdr>();
  readonly #counters = new Map<Counter, number>();
  readonly #stageSeconds = new PromHistogram({
    name: 'ostiary_stage_seconds',
    help: 'Latency of each stage from the camera to the relay.',
    labelNames: ['stage'],
    buckets: [0.0001, 0.0003, 0.001, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    registers: [this.#registry],
  });
  readonly #events = new PromCounter({
    name: 'ostiary_events_total',
    help: 'What happened since the start, by kind.',
    labelNames: ['kind'],
    registers: [this.#registry],
  });

  constructor(facts: {
    readonly health: () => readonly HealthReport[];
    readonly residentBytes: () => Record<string, number>;
  }) {
    new Gauge({
      name: 'ostiary_health',
      help: '0 ok, 1 degraded, 2 failed.',
      labelNames: ['part'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const report of facts.health()) this.set({ part: report.part }, levels[report.level]);
      },
    });
    new Gauge({
      name: 'ostiary_resident_bytes',
      help: 'Resident memory of each process.',
      labelNames: ['process'],
      registers: [this.#registry],
      collect() {
        for (const [process, bytes] of Object.entries(facts.residentBytes())) this.set({ process }, bytes);
      },
    });
  }

  stage(stage: Stage, time: Millis): void {
    const positive = Math.max(0, time);
    this.#stageSeconds.observe({ stage }, positive / 1000);
    let hdr = this.#stages.get(stage);
    if (hdr === undefined) {
      hdr = build({ lowestDiscernibleValue: 1, highestTrackableValue: 600_000_000, numberOfSignificantValueDigits: 3 });
      this.#stages.set(stage, hdr);
    }
    hdr.recordValue(Math.round(positive * 1000));
  }

  count(counter: Counter): void {
    this.#counters.set(counter, (this.#counters.get(counter) ?? 0) + 1);
    this.#events.inc({ kind: counter });
  }

  counters(): Readonly<Partial<Record<Counter, number>>> {
    return Object.fromEntries(this.#counters);
  }

  /** Milliseconds per stage. */
  stages(): Readonly<Partial<Record<Stage, StageSummary>>> {
    const inMillis = (micros: number): number => micros / 1000;
    return Object.fromEntries(
      [...this.#stages].map(([stage, hdr]) => [
        stage,
        {
          count: hdr.totalCount,
          p50: inMillis(hdr.getValueAtPercentile(50)),
          p95: inMillis(hdr.getValueAtPercentile(95)),
          max: inMillis(hdr.maxValue),
        },
      ]),
    );
  }

  /** Prometheus text exposition format. */
  exposition(): Promise<string> {
    return this.#registry.metrics();
  }
}
