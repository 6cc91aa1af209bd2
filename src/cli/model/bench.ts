import { Command, InvalidArgumentError } from 'commander';
import { readBundle } from '../../models/bundle.js';
import type { TerminalConfig } from '../../settings/schema/schema.js';
import { loadModel } from '../../vision/tflite/load-model.js';
import type { Model } from '../../vision/tflite/model.js';
import { loadRuntime } from '../../vision/tflite/runtime.js';
import { configOption, readConfigIfAny } from '../config-option.js';

interface Options {
  readonly config: string;
  readonly runs: number;
}

interface Contender {
  readonly name: string;
  readonly model: Model;
  readonly times: number[];
}

export function benchCommand(): Command {
  return new Command('bench')
    .description('milliseconds of an invoke on each delegate; ratios to the first bundle, measured in turns')
    .argument('<folders...>', 'bundle folders; the first is what the others are compared with')
    .option('--runs <count>', 'invokes of each', whole, 200)
    .addOption(configOption())
    .action(async (folders: string[], { config, runs }: Options) => {
      const contenders = await open(folders, readConfigIfAny(config).inference);
      try {
        // In turns: what else goes on in the machine falls on all alike.
        for (let run = 0; run < runs + warmUp; run++)
          for (const contender of contenders) time(contender, run >= warmUp);
        process.stdout.write(`${table(contenders)}\n`);
      } finally {
        for (const { model } of contenders) model.close();
      }
    });
}

const warmUp = 10;

/** Each bundle on the configured delegate and on the built-in kernels. */
async function open(folders: readonly string[], inference: TerminalConfig['inference']): Promise<readonly Contender[]> {
  const runtime = loadRuntime(inference.library);
  const contenders: Contender[] = [];
  for (const folder of folders) {
    const { bundle, bytes } = await readBundle(folder);
    for (const delegate of ['xnnpack', 'builtin'] as const) {
      const { name, sha256 } = bundle;
      const model = loadModel(bytes, {
        runtime,
        name,
        sha256,
        threads: inference.threads,
        delegate,
        log: () => undefined,
      });
      for (const { data } of model.inputs) for (let i = 0; i < data.length; i++) data[i] = (i * 31) % 127;
      contenders.push({ name, model, times: [] });
    }
  }
  return contenders;
}

function time({ model, times }: Contender, counts: boolean): void {
  const begun = performance.now();
  model.invoke();
  if (counts) times.push(performance.now() - begun);
}

function table(contenders: readonly Contender[]): string {
  const quantile = ({ times }: Contender, share: number): number =>
    times.toSorted((a, b) => a - b)[Math.floor(share * times.length)] ?? Number.NaN;
  const reference = contenders[0] && quantile(contenders[0], 0.5);
  const lines = contenders.map((contender) => {
    const [p50, p95] = [quantile(contender, 0.5), quantile(contender, 0.95)];
    const ratio = `${(p50 / (reference ?? p50)).toFixed(2)}x`;
    return `${contender.name.padEnd(28)}${contender.model.delegate.padEnd(18)}${p50.toFixed(2).padStart(8)}${p95.toFixed(2).padStart(8)}${ratio.padStart(8)}`;
  });
  return [
    `${'bundle'.padEnd(28)}${'delegate'.padEnd(18)}${'p50 ms'.padStart(8)}${'p95 ms'.padStart(8)}${'ratio'.padStart(8)}`,
    ...lines,
  ].join('\n');
}

function whole(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('a whole number from 1 is needed');
  return number;
}
