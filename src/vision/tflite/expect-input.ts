import { ModelError } from '../../domain/errors.js';
import type { Model, Tensor } from './model.js';

/**
 * The model's only input, which must be as its bundle declares it.
 * @param shape for example `[1, 112, 112, 3]`.
 * @throws ModelError `model.wrong-shape`
 */
export function expectInput(model: Model, shape: readonly number[], type: Tensor['type'], name: string): Tensor {
  const [input, ...others] = model.inputs;
  if (input === undefined || others.length > 0) {
    throw wrong(name, `one input ${text(type, shape)}`, `${model.inputs.length} inputs`);
  }
  if (input.type !== type || text(type, input.shape) !== text(type, shape)) {
    throw wrong(name, `input ${text(type, shape)}`, text(input.type, input.shape));
  }
  return input;
}

const text = (type: string, shape: readonly number[]): string => `${type} [${shape.join(', ')}]`;

function wrong(name: string, expected: string, found: string): ModelError {
  return new ModelError('model.wrong-shape', `${name}: expected ${expected}, found ${found}`, {
    remedy: 'The model file and its bundle.json do not belong together: install the bundle again as a whole.',
    context: { model: name, expected, found },
  });
}
