import { Command, InvalidArgumentError } from 'commander';
import { type Latency, measureLatency } from '../../evaluation/latency.js';
import { configOption, readConfigIfAny } from '../config-option.js';

interface Options {
  readonly config: string;
  readonly runs: number;
}

export function benchCommand(): Command {
  return new Command('bench')
    .description('measure inference times on each delegate, relative to the first bundle, interleaved')
    .argument('<folders...>', 'bundle folders; the others are compared with the first')
    .option('--runs <count>', 'number of inferences per bundle and delegate', whole, 200)
    .addOption(configOption())
    .action(async (folders: string[], { config, runs }: Options) => {
      process.stdout.write(`${table(await measureLatency(folders, readConfigIfAny(config).inference, runs))}\n`);
    });
}

function table(latencies: readonly Latency[]): string {
  const [first] = latencies;
  const lines = latencies.map(({ name, delegate, p50, p95 }) => {
    const ratio = `${(p50 / (first?.p50 ?? p50)).toFixed(2)}x`;
    return `${name.padEnd(28)}${delegate.padEnd(18)}${p50.toFixed(2).padStart(8)}${p95.toFixed(2).padStart(8)}${ratio.padStart(8)}`;
  });
  return [
    `${'bundle'.padEnd(28)}${'delegate'.padEnd(18)}${'p50 ms'.padStart(8)}${'p95 ms'.padStart(8)}${'ratio'.padStart(8)}`,
    ...lines,
  ].join('\n');
}

function whole(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('expected a whole number, 1 or more');
  return number;
}
