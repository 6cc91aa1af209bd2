import { describe, expect, it } from 'vitest';
import { ModelError } from '../../../../src/base/errors.js';
import { verifyModel } from '../../../../src/vision/tflite/verify-model.js';
import { fc } from '../../../support/property.js';
import { tinyModel } from './tiny-model.js';

const good = tinyModel();

function codeOf(bytes: Uint8Array): string {
  try {
    verifyModel(bytes, 'tiny');
    return 'ok';
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    expect(error.remedy).not.toBe('');
    expect(error.context).toMatchObject({ model: 'tiny' });
    return error.code;
  }
}

function changed(at: number, ...values: readonly number[]): Uint8Array {
  const bytes = good.slice();
  bytes.set(values, at);
  return bytes;
}

describe('verifyModel', () => {
  it('accepts a sound model, also as a slice of a larger buffer', () => {
    const larger = new Uint8Array(good.length + 7);
    larger.set(good, 3);
    expect(codeOf(good)).toBe('ok');
    expect(codeOf(larger.subarray(3, 3 + good.length))).toBe('ok');
  });

  it.each([
    ['nothing', new Uint8Array(), 'model.truncated'],
    ['a few bytes', good.slice(0, 20), 'model.truncated'],
    ['half of it', good.slice(0, good.length / 2), 'model.truncated'],
    ['another kind of file', changed(4, 0x50, 0x4b, 3, 4), 'model.corrupt'],
    ['only zeros', new Uint8Array(1000), 'model.corrupt'],
    ['a root far outside', changed(0, 255, 255, 255, 127), 'model.truncated'],
  ])('refuses %s', (_what, bytes, code) => {
    expect(codeOf(bytes)).toBe(code);
  });

  it('says nothing but ok, truncated or corrupt, whatever the bytes', () => {
    const edits = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 12 });
    fc.assert(
      fc.property(edits, fc.integer({ min: 0, max: good.length }), (changes, length) => {
        const bytes = good.slice();
        for (const [at, value] of changes) bytes[at] = value;
        expect(['ok', 'model.truncated', 'model.corrupt']).toContain(codeOf(bytes.slice(0, length)));
      }),
      { numRuns: 1000 },
    );
  });
});
