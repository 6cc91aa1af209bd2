import { writeFileSync } from 'node:fs';
import { TerminalError } from '../../base/errors.js';
import { openEdgeTpu } from './delegates.js';
import { loadModel } from './load-model.js';
import type { Tensor } from './model.js';
import type { ProbeReply, ProbeRequest, TensorFacts } from './probe-protocol.js';
import { loadRuntime } from './runtime.js';

/** Entry of the probe process: does one risky thing, and replies if it survives. */

function answer(request: ProbeRequest): ProbeReply {
  switch (request.kind) {
    case 'edgetpu':
      openEdgeTpu(request.edgeTpu).destroy();
      return { kind: 'edgetpu' };
    case 'model': {
      const { bytes, library, ...options } = request;
      const runtime = loadRuntime(library);
      const model = loadModel(bytes, { ...options, runtime, edgeTpuUsable: { usable: true }, log: () => {} });
      // A second run, on noise: a damaged model may survive zeros.
      for (const { data } of model.inputs) for (let i = 0; i < data.length; i++) data[i] = (i * 31) % 127;
      const invokeMs = medianTime(() => model.invoke());
      const fallback = model.fallback === undefined ? {} : { fallback: model.fallback };
      const facts = {
        delegate: model.delegate,
        runtime: runtime.version,
        invokeMs,
        inputs: model.inputs.map(copy),
        outputs: model.outputs.map(copy),
      };
      model.close();
      return { kind: 'model', facts: { ...facts, ...fallback } };
    }
    default:
      return request satisfies never;
  }
}

function medianTime(work: () => void): number {
  const times = Array.from({ length: 9 }, () => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
  return times.sort((a, b) => a - b)[4] as number;
}

function copy({ name, type, shape, scale, zeroPoint }: Tensor): TensorFacts {
  return { name, type, shape, scale, zeroPoint };
}

function refused(error: unknown): ProbeReply {
  if (error instanceof TerminalError) {
    const { code, message, remedy, context } = error;
    return { kind: 'refused', code, message, remedy, context };
  }
  const remedy = 'Copy the model bundle to the terminal again. If that does not help, report it.';
  return { kind: 'refused', code: 'model.probe', message: String(error), remedy, context: {} };
}

process.once('message', (request: ProbeRequest) => {
  try {
    // If an absurd tensor size exhausts the memory, the kernel must kill this process and no other.
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {}
  let reply: ProbeReply;
  try {
    reply = answer(request);
  } catch (error) {
    reply = refused(error);
  }
  process.send?.(reply, undefined, undefined, () => process.exit(0));
});
process.on('disconnect', () => process.exit(1));
