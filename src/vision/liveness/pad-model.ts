import { ModelError } from '../../base/errors.js';
import type { PadBundle } from '../../models/domain/model-bundle.js';
import { type Liveness, mostScore, type PadFacts } from '../domain/liveness.js';
import { CutOut } from '../imaging/cut-out.js';
import { pixelTable } from '../tflite/bundle-input.js';
import { realValues } from '../tflite/dequantise.js';
import type { Model, Tensor } from '../tflite/model.js';
import type { LivenessCheck } from './liveness-check.js';
import { squareOf } from './look.js';

export interface PadModel {
  readonly facts: PadFacts;
  /** @throws ModelError if the runtime fails, `model.output` if the model answers with no number. */
  readonly check: LivenessCheck;
}

/**
 * Creates the passive liveness check that the bundle declares on its loaded model. The caller closes the model.
 * @throws ModelError `model.wrong-shape` or `model.output` if model and bundle do not match.
 */
export function createPad({ name, input, looks, output, thresholds }: PadBundle, model: Model): PadModel {
  const cut = new CutOut(input.width, input.channels, pixelTable(input, model.inputs[0], name));
  const { classes, eyes } = output;
  const values = classes.length + (eyes === undefined ? 0 : 1);
  requireValues(name, values, model.outputs);
  const { bonaFide, attack, frames } = thresholds;
  const lookBytes = input.width * input.width * 3;
  const scratch = new Float32Array(values);

  function judge(answer: Float32Array): Liveness {
    if (!answer.every(Number.isFinite)) {
      throw new ModelError('model.output', `${name} gave a score that is no number`, {
        remedy: 'Install the bundle again. If that does not help, return to the previous model.',
        context: { bundle: name },
      });
    }
    const score = scoreOf(answer.subarray(0, classes.length));
    if (eyes === undefined) return { kind: 'checked', score };
    const eyesOpen = Math.min(1, Math.max(0, (answer[classes.length] as number) / eyes.scale + eyes.offset));
    return { kind: 'checked', score, eyesOpen };
  }

  return {
    facts: { bonaFide, attack, frames, eyes: eyes !== undefined },
    check(image, { box }) {
      const { data } = model.inputs[0] as Tensor;
      for (const [i, look] of looks.entries()) cut.write(image, squareOf(look, box), data, i * lookBytes);
      model.invoke();
      return judge(realValues(model.outputs[0] as Tensor, scratch));
    },
  };
}

/**
 * The logarithm of the odds of the first class, the living face, against all others together: -`mostScore`..`mostScore`.
 * @param logits finite, two or more.
 */
export function scoreOf(logits: ArrayLike<number>): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 1; i < logits.length; i++) most = Math.max(most, logits[i] as number);
  let sum = 0;
  for (let i = 1; i < logits.length; i++) sum += Math.exp((logits[i] as number) - most);
  const score = (logits[0] as number) - most - Math.log(sum);
  return Math.min(mostScore, Math.max(-mostScore, score));
}

function requireValues(name: string, values: number, outputs: readonly Tensor[]): void {
  const [output] = outputs;
  if (outputs.length === 1 && output?.shape.reduce((product, side) => product * side, 1) === values) return;
  const found = outputs.map(({ shape }) => `[${shape}]`).join(', ') || 'none';
  throw new ModelError('model.output', `${name} declares one output of ${values} values, the model gives ${found}`, {
    remedy: 'Install the bundle again: its bundle.json does not match the model.',
    context: { bundle: name },
  });
}
