import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { type LoadOptions, loadModel } from '../../../../src/vision/tflite/load-model.js';
import { loadRuntime } from '../../../../src/vision/tflite/runtime.js';
import { sha256, type TinyModel, tinyModel } from './tiny-model.js';

const runtime = loadRuntime();
const quiet = () => {};

function load(what: TinyModel = {}, options: Partial<LoadOptions> = {}) {
  const bytes = tinyModel(what);
  return loadModel(bytes, {
    runtime,
    name: 'tiny',
    sha256: sha256(bytes),
    threads: 1,
    delegate: 'xnnpack',
    log: quiet,
    ...options,
  });
}

const failing = (code: string) => expect.objectContaining({ name: 'ModelError', code, remedy: expect.any(String) });

function run(model: ReturnType<typeof load>, ...x: readonly number[]): readonly number[] {
  model.inputs[0]?.data.set(x);
  model.invoke();
  return Array.from(model.outputs[0]?.data ?? []);
}

describe('loadModel', () => {
  it.each(['xnnpack', 'builtin', 'auto'] as const)(
    'computes the same with %s, and says what it runs on',
    (delegate) => {
      const said: object[] = [];
      const model = load({}, { delegate, log: (facts) => said.push(facts) });
      expect(run(model, -1, 2, 3, -4)).toEqual([1, 4, 6, 4]);
      expect(run(model, 5, 5, 5, 5)).toEqual([6, 7, 8, 9]);
      const name = delegate === 'builtin' ? 'builtin' : 'xnnpack-qs8-qu8';
      expect(model.delegate).toBe(name);
      expect(model.fallback).toBeUndefined();
      expect(said).toEqual([expect.objectContaining({ model: 'tiny', delegate: name, runtime: runtime.version })]);
      if (name !== 'builtin') expect(said[0]).toMatchObject({ operations: { before: 2, left: 0, partitions: 1 } });
      model.close();
    },
  );

  it('describes its tensors', () => {
    const model = load();
    expect(model.inputs[0]).toMatchObject({ name: 'x', type: 'float32', shape: [1, 4], scale: 0, zeroPoint: 0 });
    expect(model.outputs[0]).toMatchObject({ name: 'y', type: 'float32', shape: [1, 4] });
    expect(model.inputs).toHaveLength(1);
    model.close();
  });

  it('is not moved by what happens to the bytes afterwards', () => {
    const bytes = tinyModel();
    const model = loadModel(bytes, {
      runtime,
      name: 'tiny',
      sha256: sha256(bytes),
      threads: 1,
      delegate: 'builtin',
      log: quiet,
    });
    bytes.fill(0xff);
    expect(run(model, 0, 0, 0, 0)).toEqual([1, 2, 3, 4]);
    model.close();
  });

  it.each([
    ['another digest', {}, { sha256: '0'.repeat(64) }, 'model.digest-mismatch'],
    ['an operation that nobody has', { operation: 'custom' }, {}, 'model.unsupported-op'],
    ['64-bit integers', { operation: 'reshape', type: 'int64' }, {}, 'model.unsupported-type'],
  ] as const)('refuses %s', (_what, what, options, code) => {
    expect(() => load(what, options)).toThrow(failing(code));
  });

  it('refuses a damaged inside that has the right digest', () => {
    const bytes = tinyModel();
    bytes.fill(0x55, 40, 120);
    const options = {
      runtime,
      name: 'tiny',
      sha256: sha256(bytes),
      threads: 1,
      delegate: 'xnnpack',
      log: quiet,
    } as const;
    expect(() => loadModel(bytes, options)).toThrow(expect.objectContaining({ name: 'ModelError' }));
  });

  it('refuses a number of threads that is none', () => {
    expect(() => load({}, { threads: 0 })).toThrow(expect.objectContaining({ code: 'model.threads' }));
  });

  it('runs on the CPU, and says why, when the Edge TPU cannot be had', () => {
    const said: object[] = [];
    const log = (facts: object) => said.push(facts);
    const edgeTpu = { library: 'libedgetpu.so.1' };
    const unusable = { usable: false, reason: 'it is not plugged in' } as const;
    const model = load({}, { delegate: 'edgetpu', edgeTpu, edgeTpuUsable: unusable, log });
    expect(model.delegate).toBe('xnnpack-qs8-qu8');
    expect(model.fallback).toBe('Edge TPU: it is not plugged in');
    expect(said).toEqual([expect.objectContaining({ fallback: model.fallback })]);
    model.close();
    expect(load({}, { delegate: 'edgetpu', edgeTpu }).fallback).toBe('Edge TPU: not probed');
    expect(load({}, { delegate: 'auto', edgeTpu }).fallback).toBeUndefined();
  });
});

describe('resizeBatch', () => {
  it.each(['xnnpack', 'builtin'] as const)(
    'grows and shrinks, with fresh views on the same tensors (%s)',
    (delegate) => {
      const model = load({}, { delegate });
      const [input] = model.inputs;
      model.resizeBatch(3);
      expect(model.inputs[0]).toBe(input);
      expect(input?.shape).toEqual([3, 4]);
      expect(run(model, 0, 0, 0, 0, 1, 1, 1, 1, -1, -1, -1, 9)).toEqual([1, 2, 3, 4, 2, 3, 4, 5, 1, 2, 3, 13]);
      model.resizeBatch(1);
      expect(run(model, -1, 2, 3, -4)).toEqual([1, 4, 6, 4]);
      model.close();
    },
  );

  it('refuses where the model does not allow it, and goes on as it was', () => {
    const model = load({ operation: 'reshape' });
    expect(() => model.resizeBatch(2)).toThrow(failing('model.batch'));
    expect(run(model, 1, 2, 3, 4)).toEqual([1, 2, 3, 4]);
    model.close();
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 31])('refuses a batch of %d', (count) => {
    const model = load();
    expect(() => model.resizeBatch(count)).toThrow(failing('model.batch'));
    model.close();
  });
});

describe('a closed model', () => {
  const gc = (() => {
    setFlagsFromString('--expose-gc');
    return runInNewContext('gc') as () => void;
  })();

  it('refuses everything but another close', () => {
    const model = load();
    const [input] = model.inputs;
    model.close();
    model.close();
    expect(() => model.invoke()).toThrow(failing('model.closed'));
    expect(() => model.resizeBatch(2)).toThrow(failing('model.closed'));
    expect(() => input?.data).toThrow(failing('model.closed'));
    expect(input?.shape).toEqual([1, 4]);
  });

  it('leaves a view that somebody kept readable and writable', async () => {
    const views = [];
    for (let i = 0; i < 50; i++) {
      const model = load();
      const view = model.inputs[0]?.data;
      model.resizeBatch(200);
      views.push(view, model.inputs[0]?.data, model.outputs[0]?.data);
      model.close();
    }
    gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (const view of views) view?.fill(7);
    expect(views.every((view) => view?.at(-1) === 7)).toBe(true);
  });

  it('gives its memory back once no view is left', async () => {
    const rounds = async (count: number) => {
      for (let i = 0; i < count; i++) {
        const model = load({}, { delegate: 'builtin' });
        model.resizeBatch(200_000);
        model.inputs[0]?.data.fill(1);
        model.invoke();
        model.close();
        gc();
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    await rounds(5);
    const before = process.memoryUsage.rss();
    // Each holds about 10 MB: 30 of them would show.
    await rounds(30);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100e6);
  });
});
