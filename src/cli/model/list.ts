import { Command } from 'commander';
import { describe } from '../../base/errors.js';
import { readBundle } from '../../models/bundle.js';
import type { EmbedderBundle, ModelBundle } from '../../models/domain/model-bundle.js';
import { bundleFolders } from '../../models/installed-bundles.js';
import { configOption, readConfigIfAny } from '../config-option.js';
import { modelsOption } from './models-folder.js';

interface Options {
  readonly config: string;
  readonly models: string;
}

export function listCommand(): Command {
  return new Command('list')
    .description('list the bundles: role, digest, size, threshold, and which are in use')
    .addOption(modelsOption())
    .addOption(configOption())
    .action(async ({ config, models }: Options) => {
      const used = readConfigIfAny(config).models;
      const rows = [['', 'bundle', 'version', 'role', 'input', 'size', 'sha256', 'threshold']];
      const faults: string[] = [];
      for (const folder of bundleFolders(models, used)) {
        try {
          const { bundle, bytes } = await readBundle(folder);
          rows.push([folder === used[bundle.role] ? '*' : '', ...columns(bundle, bytes.length)]);
        } catch (error) {
          faults.push(describe(error));
        }
      }
      process.stdout.write(`${aligned(rows)}\n* in use\n`);
      for (const fault of faults) process.stderr.write(`not usable: ${fault}\n`);
    });
}

function columns(bundle: ModelBundle, bytes: number): string[] {
  const { name, version, role, input, sha256 } = bundle;
  return [
    name,
    version,
    role,
    `${input.width}x${input.height}`,
    `${(bytes / 1e6).toFixed(2)} MB`,
    sha256.slice(0, 16),
    thresholdOf(bundle),
  ];
}

function thresholdOf(bundle: ModelBundle): string {
  switch (bundle.role) {
    case 'detector':
      return `confidence ${bundle.output.minConfidence}`;
    case 'embedder':
      return similarityOf(bundle);
    case 'pad': {
      const { bonaFide, attack, frames } = bundle.thresholds;
      return `bona fide from ${bonaFide}, attack below ${attack}, mean of ${frames} frames`;
    }
    default:
      return bundle satisfies never;
  }
}

function similarityOf({ defaultMinSimilarity, thresholds }: EmbedderBundle): string {
  const chosen = thresholds.find(({ similarity }) => similarity === defaultMinSimilarity);
  const { fpir, fnir, gallerySize } = chosen ?? {};
  const rates = fpir === undefined ? '' : ` (FPIR ${fpir}, FNIR ${fnir} at ${gallerySize})`;
  return `similarity ${defaultMinSimilarity}${rates}`;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
