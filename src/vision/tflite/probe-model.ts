import { ModelError } from '../../base/errors.js';
import { millis } from '../../base/units.js';
import type { ModelFacts, ProbeRequest } from './probe-protocol.js';
import { askThrowAway, type ThrowAwayOptions } from './throw-away.js';

export type ProbeModelOptions = Omit<Extract<ProbeRequest, { kind: 'model' }>, 'kind' | 'bytes'> &
  Partial<ThrowAwayOptions>;

/**
 * Loads, runs and times a model in a separate process. For bundles that are new to the terminal: even a file with the right digest can
 * crash native code, and this detects it before the vision process does. Costs one start of Node and of the model (0.3 s of processor time
 * on x86-64, about a second on a busy machine; not measured on a Pi), so use it when installing a bundle, not on each start.
 * @throws ModelError as `loadModel` does, `model.runtime-crashed` if the process died, `model.runtime-hung` if it hung.
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
      throw unanswered(options.name, 'unexpected reply', false, '');
    case 'noAnswer':
      throw unanswered(options.name, reply.how, reply.timedOut, reply.stderr);
    default:
      return reply satisfies never;
  }
}

function unanswered(name: string, how: string, timedOut: boolean, stderr: string): ModelError {
  const code = timedOut ? 'model.runtime-hung' : 'model.runtime-crashed';
  return new ModelError(code, `the inference runtime crashed on ${name}: ${how}`, {
    remedy:
      'Do not use this model file: download it again from its source. If other models fail too, check inference.library.',
    context: { model: name, how, stderr },
  });
}
