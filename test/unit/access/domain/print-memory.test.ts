import { describe, expect, it } from 'vitest';
import { PrintMemory } from '../../../../src/access/domain/print-memory.js';

/** Shows one print a frame. @returns Which of them were repeated. */
function show(prints: readonly number[], memory = new PrintMemory()): readonly boolean[] {
  return prints.map((print) => {
    memory.advance();
    return memory.isRepeated(print);
  });
}

describe('PrintMemory', () => {
  it.each([
    ['different pictures', [1, 2, 3], [false, false, false]],
    ['one sent twice running', [1, 1, 1, 2], [false, false, false, false]],
    ['one that comes back', [1, 2, 1], [false, false, true]],
    ['a loop', [1, 2, 3, 1, 2, 3], [false, false, false, true, true, true]],
  ])('tells %s', (_, prints, repeated) => {
    expect(show(prints)).toEqual(repeated);
  });

  it('remembers across visits, but not for ever', () => {
    const memory = new PrintMemory();
    show([-1, -2], memory);
    show(
      Array.from({ length: 10_000 }, (_, i) => i),
      memory,
    );
    expect(show([-1], memory)).toEqual([true]);
    show(
      Array.from({ length: 20_000 }, (_, i) => 20_000 + i),
      memory,
    );
    expect(show([-2], memory)).toEqual([false]);
  });
});
