import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ModelError } from '../../../../src/base/errors.js';
import { millis } from '../../../../src/base/units.js';
import { probeModel } from '../../../../src/vision/tflite/probe-model.js';
import { sha256, tinyModel } from '../../../unit/vision/tflite/tiny-model.js';
import { compileProbe } from './compiled-probe.js';
import { type Mutant, mutants } from './mutants.js';

const real = join(
  process.env.OSTIARY_SHARED ?? '../shared',
  'models/detect/face_detection_front_128_full_integer_quant.tflite',
);
if (!existsSync(real)) console.warn(`skipped: ${real} is absent, only the tiny model is mutated`);

const probe = compileProbe();
afterAll(() => probe.remove());

const lanes = 2;
const allowed = [
  'ok',
  'model.corrupt',
  'model.truncated',
  'model.unsupported-op',
  'model.unsupported-type',
  'model.invoke',
  'model.runtime-crashed',
  'model.runtime-hung',
];

/** Each in a process of its own; how many ended how. */
async function outcomes(all: readonly Mutant[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const queue = [...all];
  const lane = async (): Promise<void> => {
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const outcome = await probeOne(mutant);
      expect(allowed, mutant.name).toContain(outcome);
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return counts;
}

async function probeOne({ name, bytes }: Mutant): Promise<string> {
  try {
    // The right digest for the wrong file: nothing but the runtime itself stands in the way.
    const digest = sha256(bytes);
    await probeModel(bytes, {
      name,
      sha256: digest,
      threads: 1,
      delegate: 'xnnpack',
      within: millis(60_000),
      entry: probe.entry,
    });
    return 'ok';
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    expect(error.remedy).not.toBe('');
    return error.code;
  }
}

describe('mutated models with a right digest, in a throw-away process', () => {
  it.each([
    ['the tiny model', () => tinyModel(), true],
    ['a face detector', () => new Uint8Array(readFileSync(real)), existsSync(real)],
  ] as const)(
    '%s: each ends in ok or a ModelError, and this process lives',
    { timeout: 600_000 },
    async (what, read, present) => {
      if (!present) return;
      const all = mutants(read());
      expect(all.length).toBeGreaterThanOrEqual(60);
      const counts = await outcomes(all);
      console.log(`${what}: ${JSON.stringify(Object.fromEntries(counts))}`);
      expect([...counts.values()].reduce((a, b) => a + b)).toBe(all.length);
      expect(counts.size).toBeGreaterThan(1);
    },
  );
});
