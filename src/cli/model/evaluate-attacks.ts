import { writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { attackChart } from '../../evaluation/attack-chart.js';
import { attackJson, attackReport } from '../../evaluation/attack-report.js';
import { evaluateAttacks } from '../../evaluation/evaluate-attacks.js';
import { writeCardSection } from '../../models/card-section.js';
import { presentationsOf } from '../../pictures/presentation-folder.js';
import { readConfigIfAny } from '../config-option.js';
import { progress } from '../progress.js';

interface Options {
  readonly config: string;
  readonly attacks: string;
  readonly detector?: string;
  readonly card?: boolean;
  readonly json?: boolean;
  readonly svg?: string;
}

/** Evaluates a passive liveness model. @param padFolder default: the configured one */
export async function runAttacks(padFolder: string | undefined, options: Options): Promise<void> {
  const { models, inference, quality } = readConfigIfAny(options.config);
  const presentations = presentationsOf(options.attacks);
  const pad = padFolder ?? models.pad;
  const bundles = {
    detectorFolder: options.detector ?? models.detector,
    embedderFolder: models.embedder,
    padFolder: pad,
  };
  const bar = progress('evaluating', presentations.length);
  const measures = await evaluateAttacks({ ...bundles, inference, quality }, presentations, bar.step).finally(bar.end);
  const text = attackReport(measures);
  process.stdout.write(`${options.json ? JSON.stringify(attackJson(measures), null, 2) : text}\n`);
  if (options.card) writeCardSection(pad, basename(resolve(options.attacks)), text);
  if (options.svg !== undefined) writeFileSync(options.svg, attackChart(measures));
}
