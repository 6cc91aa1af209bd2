import { describe, expect, it } from 'vitest';
import { recorded, renderedCases } from './alignment.js';

/** `models/train/tests/test_alignment.py` holds the Python port to the same files and the same tolerance. */
const greyLevels = 1;

describe('golden: crops and detector inputs', () => {
  it.each([...renderedCases()])('%s is as recorded, within a grey level', async (file, image) => {
    const expected = await recorded(file);
    expect(expected).toHaveLength(image.data.length);
    const worst = image.data.reduce((most, pixel, i) => Math.max(most, Math.abs(pixel - (expected[i] as number))), 0);
    expect(worst).toBeLessThanOrEqual(greyLevels);
  });
});
