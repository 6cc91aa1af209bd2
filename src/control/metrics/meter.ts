import { Gauge, Counter as PromCounter, Registry } from 'prom-client';
import type { HealthReport } from '../../base/health.js';
import type { Millis } from '../../base/units.js';
import type { Counter, Meter, Stage, StageSummary } from '../ports/meter.js';
import { StageHistogram } from './stage-histogram.js';

const levels = { ok: 0, degraded: 1, failed: 2 } as const;

/** Counts and latencies since start: quantiles for `ostiary status`, Prometheus text for a scraper. */
export class PrometheusMeter implements Meter {
  readonly #registry = new Registry();
  readonly #stages = new Map<Stage, StageHistogram>();
  readonly #counters = new Map<Counter, number>();

  constructor(facts: {
    readonly health: () => readonly HealthReport[];
    readonly residentBytes: () => Record<string, number>;
  }) {
    const counters = this.#counters;
    new PromCounter({
      name: 'ostiary_events_total',
      help: 'Events since start, by kind.',
      labelNames: ['kind'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [kind, count] of counters) this.inc({ kind }, count);
      },
    });
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
    const histogram = this.#stages.get(stage) ?? new StageHistogram();
    this.#stages.set(stage, histogram);
    histogram.record(time);
  }

  count(counter: Counter): void {
    this.#counters.set(counter, (this.#counters.get(counter) ?? 0) + 1);
  }

  counters(): Readonly<Partial<Record<Counter, number>>> {
    return Object.fromEntries(this.#counters);
  }

  /** Milliseconds per stage. */
  stages(): Readonly<Partial<Record<Stage, StageSummary>>> {
    return Object.fromEntries([...this.#stages].map(([stage, histogram]) => [stage, histogram.summary()]));
  }

  /** Prometheus text exposition format. */
  async exposition(): Promise<string> {
    const name = 'ostiary_stage_seconds';
    const stages = [
      `# HELP ${name} Latency of each stage from the camera to the relay.`,
      `# TYPE ${name} histogram`,
      ...[...this.#stages].flatMap(([stage, histogram]) => histogram.lines(name, `stage="${stage}"`)),
    ];
    return `${stages.join('\n')}\n\n${await this.#registry.metrics()}`;
  }
}
