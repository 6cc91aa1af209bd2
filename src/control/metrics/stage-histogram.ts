import { Int32Histogram } from 'hdr-histogram-js';
import type { Millis } from '../../base/units.js';
import type { StageSummary } from '../ports/meter.js';

/** Upper bounds of the exported buckets, in seconds. */
const bounds = [0.0001, 0.0003, 0.001, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];
const longest = 600_000_000;

/** Latencies of one stage in microseconds, to three digits: for `ostiary status` and for a scraper alike. */
export class StageHistogram {
  readonly #micros = new Int32Histogram(1, longest, 3);
  #seconds = 0;

  record(time: Millis): void {
    const positive = Math.max(0, time);
    this.#seconds += positive / 1000;
    this.#micros.recordValue(Math.round(positive * 1000));
  }

  /** In milliseconds. */
  summary(): StageSummary {
    const micros = this.#micros;
    return {
      count: micros.totalCount,
      p50: micros.getValueAtPercentile(50) / 1000,
      p95: micros.getValueAtPercentile(95) / 1000,
      max: micros.maxValue / 1000,
    };
  }

  /** Lines of the Prometheus text format. */
  lines(metric: string, label: string): readonly string[] {
    const count = this.#micros.totalCount;
    const bucket = (le: string, value: number): string => `${metric}_bucket{le="${le}",${label}} ${value}`;
    return [
      ...bounds.map((bound) => bucket(String(bound), this.#countUpTo(bound * 1e6))),
      bucket('+Inf', count),
      `${metric}_sum{${label}} ${this.#seconds}`,
      `${metric}_count{${label}} ${count}`,
    ];
  }

  #countUpTo(micros: number): number {
    let count = 0;
    const last = this.#micros.countsArrayIndex(Math.round(micros));
    for (let i = 0; i <= last; i++) count += this.#micros.getCountAtIndex(i);
    return count;
  }
}
