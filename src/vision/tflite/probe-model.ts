import { ModelError } from '../../base/errors.js';
import { millis } from '../../base/units.js';
import type { ModelFacts, ProbeRequest } from './probe-protocol.js';
import { askThrowAway, type ThrowAwayOptions } from './throw-away.js';

export type ProbeModelOptions = Omit<Extract<ProbeRequest, { kind: 'model' }>, 'kind' | 'bytes'> &
  Partial<ThrowAwayOptions>;

/**
 * Loads a model, and runs and times it, in a throw-away process. For a bundle that is new to the terminal: a file with a right digest can
 * still bring native code down, and this tells it before the vision process dies of it. Costs one start of Node and of the model
 * (0.3 s of processor time on x86-64, about a second on a busy machine; not measured on a Pi), so it is for registering a bundle, not for each start.
 * @throws ModelError what `loadModel` throws, `model.runtime-crashed` when the process died of it, `model.runtime-hung`.
 */
export async function probeModel(bytes: Uint8Array, options: ProbeModelOptions): Promise<ModelFacts> {
  const { within = millis(30_000), entry, ...settings } = options;
  const reply = await askThrowAway({ kind: 'model', bytes, ...settings }, { within, ...(entry && { entry }) });
  switch (reply.kind) {
    case 'model':
      return reply.facts;
    case 'refused':
      throw new ModelError(reply.code, reply.message, { remedy: reply.remedy, context: reply.context });
    case 'edgetpu':
      throw unanswered(options.name, 'answered another question', false, '');
    case 'noAnswer':
      throw unanswered(options.name, reply.how, reply.timedOut, reply.stderr);
    default:
      return reply satisfies never;
  }
}

function unanswered(name: string, how: string, timedOut: boolean, stderr: string): ModelError {
  const code = timedOut ? 'model.runtime-hung' : 'model.runtime-crashed';
  return new ModelError(code, `the inference runtime did not survive ${name}: ${how}`, {
    remedy: 'Do not use this model file: get it again from its source. If others fail too, check inference.library.',
    context: { model: name, how, stderr },
  });
}
