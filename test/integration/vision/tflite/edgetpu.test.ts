import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { millis } from '../../../../src/base/units.js';
import type { EdgeTpuVerdict } from '../../../../src/vision/tflite/delegate-choice.js';
import { probeEdgeTpu } from '../../../../src/vision/tflite/edgetpu-probe.js';
import { type LoadOptions, loadModel } from '../../../../src/vision/tflite/load-model.js';
import { probeModel } from '../../../../src/vision/tflite/probe-model.js';
import { loadRuntime } from '../../../../src/vision/tflite/runtime.js';
import { needs } from '../../../support/needs.js';
import { sha256, tinyModel } from '../../../unit/vision/tflite/tiny-model.js';
import { compileProbe } from './compiled-probe.js';
import { compileFake, type FakeEdgeTpu, type FakeMode } from './fake-edgetpu.js';

const runtime = loadRuntime();
const probe = compileProbe();
afterAll(() => probe.remove());

let fakes: FakeEdgeTpu[] = [];
afterEach(() => {
  for (const fake of fakes) fake.remove();
  fakes = [];
});
function fake(mode: FakeMode): FakeEdgeTpu {
  const made = compileFake(mode);
  fakes.push(made);
  return made;
}

function load(library: string, usable: EdgeTpuVerdict, options: Partial<LoadOptions> = {}) {
  const bytes = tinyModel();
  return loadModel(bytes, {
    runtime,
    name: 'tiny',
    sha256: sha256(bytes),
    threads: 1,
    delegate: 'edgetpu',
    edgeTpu: { library, device: 'usb:0' },
    edgeTpuUsable: usable,
    log: () => {},
    ...options,
  });
}

needs('compiler').describe('the Edge TPU, with a fake plug-in library', () => {
  it.each(['edgetpu', 'auto'] as const)(
    'is opened with its device, runs the model, and is closed once (%s)',
    (delegate) => {
      const { library, calls } = fake('claim');
      const model = load(library, { usable: true }, { delegate });
      expect(calls()).toEqual(['create device=usb:0', 'prepare']);
      expect(model.delegate).toBe('edgetpu');
      expect(model.fallback).toBeUndefined();
      model.invoke();
      expect(Array.from(model.outputs[0]?.data ?? [])).toEqual([42, 42, 42, 42]);
      model.close();
      model.close();
    },
  );

  it('gives way to XNNPACK, and says so, when the device refuses', () => {
    const { library, calls } = fake('refuse');
    const model = load(library, { usable: true });
    expect(calls()).toEqual(['create device=usb:0']);
    expect(model.delegate).toBe('xnnpack-qs8-qu8');
    expect(model.fallback).toMatch(/edgetpu: .*no device with bus address usb:0/);
    model.close();
  });

  it('gives way to XNNPACK, and says so, when it supports none of the operations', () => {
    const { library, calls } = fake('decline');
    const model = load(library, { usable: true });
    expect(calls()).toEqual(['create device=usb:0', 'prepare', 'destroy']);
    expect(model.delegate).toBe('xnnpack-qs8-qu8');
    expect(model.fallback).toMatch(/supports none of the operations/);
    model.inputs[0]?.data.set([-1, 2, 3, -4]);
    model.invoke();
    expect(Array.from(model.outputs[0]?.data ?? [])).toEqual([1, 4, 6, 4]);
    model.close();
  });

  it('is never touched without a verdict, or against it', () => {
    const { library, calls } = fake('crash');
    load(library, { usable: false, reason: 'the probe died' }).close();
    load(library, { usable: false, reason: 'the probe died' }, { delegate: 'auto' }).close();
    expect(calls()).toEqual([]);
  });

  describe('probed in a throw-away process', () => {
    it('is usable when it opens and closes', async () => {
      const { library, calls } = fake('claim');
      expect(await probeEdgeTpu({ library, device: 'pci:0' }, probe)).toEqual({ usable: true });
      expect(calls()).toEqual(['create device=pci:0', 'destroy']);
    });

    it('is opened without options when no device is named', async () => {
      const { library, calls } = fake('claim');
      expect(await probeEdgeTpu({ library }, probe)).toEqual({ usable: true });
      expect(calls()).toEqual(['create', 'destroy']);
    });

    it.each([
      ['refuse', /no device with bus address usb:0/],
      ['crash', /crashed: killed by SIGSEGV/],
    ] as const)('is not usable when it would %s', async (mode, reason) => {
      const { library } = fake(mode);
      expect(await probeEdgeTpu({ library }, probe)).toEqual({ usable: false, reason: expect.stringMatching(reason) });
    });

    it('is not usable when it hangs', async () => {
      const { library } = fake('hang');
      const verdict = await probeEdgeTpu({ library }, { ...probe, within: millis(3000) });
      expect(verdict).toEqual({ usable: false, reason: expect.stringMatching(/no answer within 3000 ms/) });
    });

    it.each([
      ['absent', '/nowhere/libedgetpu.so.1'],
      ['not known to the loader', 'libnobodyhasthis.so.1'],
      ['of something else', 'libm.so.6'],
    ])('is not usable when its library is %s', async (_what, library) => {
      const verdict = await probeEdgeTpu({ library }, probe);
      expect(verdict).toEqual({ usable: false, reason: expect.stringMatching(/cannot load/) });
    });

    it('runs a whole model there', async () => {
      const { library } = fake('claim');
      const bytes = tinyModel();
      const options = {
        name: 'tiny',
        sha256: sha256(bytes),
        threads: 1,
        delegate: 'edgetpu',
        entry: probe.entry,
      } as const;
      const facts = await probeModel(bytes, { ...options, edgeTpu: { library } });
      expect(facts.delegate).toBe('edgetpu');
    });
  });
});
