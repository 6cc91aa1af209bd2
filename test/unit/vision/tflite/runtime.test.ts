import { describe, expect, it } from 'vitest';
import { bundledLibrary, loadRuntime } from '../../../../src/vision/tflite/runtime.js';

describe('loadRuntime', () => {
  it('opens the library that is installed with Ostiary, once', () => {
    const runtime = loadRuntime();
    expect(runtime.version).toMatch(/^2\.\d+\.\d+/);
    expect(runtime.library).toBe(bundledLibrary());
    expect(loadRuntime()).toBe(runtime);
  });

  it.each([
    ['a path without a file', '/nowhere/libtensorflowlite_c.so', 'runtime.missing'],
    ['a file that is no library', new URL(import.meta.url).pathname, 'runtime.incompatible'],
    ['a name that the loader does not know', 'libnobodyhasthis.so', 'runtime.incompatible'],
    ['a library of something else', 'libm.so.6', 'runtime.incompatible'],
  ])('refuses %s, with a remedy', (_what, library, code) => {
    expect(() => loadRuntime(library)).toThrow(
      expect.objectContaining({ name: 'ModelError', code, remedy: expect.stringContaining('inference.library') }),
    );
  });
});
