import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { EmbeddingCache } from '../../../src/evaluation/embedding-cache.js';

const folder = mkdtempSync(join(tmpdir(), 'ostiary-cache-'));
const [a, b, c] = ['aa', 'bb', 'cc'].map((pair) => pair.repeat(32)) as [string, string, string];

describe('EmbeddingCache', () => {
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('remembers faces and their absence, drops a record that was cut off, and goes on', () => {
    const first = new EmbeddingCache(folder, 'key', 3);
    first.put(a, Float32Array.of(1, 2, 3));
    first.put(b, undefined);
    first.close();
    const file = join(folder, 'key.embeddings');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    appendFileSync(file, Buffer.alloc(17));

    const second = new EmbeddingCache(folder, 'key', 3);
    expect([second.has(a), second.has(b), second.has(c)]).toEqual([true, true, false]);
    expect(second.get(a)).toEqual(Float32Array.of(1, 2, 3));
    expect(second.get(b)).toBeUndefined();
    second.put(c, Float32Array.of(4, 5, 6));
    second.close();

    const third = new EmbeddingCache(folder, 'key', 3);
    expect(third.get(c)).toEqual(Float32Array.of(4, 5, 6));
    third.close();
    const other = new EmbeddingCache(folder, 'other', 3);
    expect(other.has(a)).toBe(false);
    other.close();
  });
});
