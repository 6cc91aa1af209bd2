import { describe, expect, it } from 'vitest';
import { CommandRejected } from '../../../src/base/errors.js';
import { foldAccuracy, onlyFold, parsePairs } from '../../../src/evaluation/lfw-protocol.js';

const text = '2\t1\na\t1\t4\na\t2\tb\t3\nb\t1\t2\nb\t1\tc\t2\n';

describe('the LFW protocol', () => {
  it('reads pairs', () => {
    const { folds, pairs } = parsePairs(text, 'pairs.txt');
    expect(folds).toBe(2);
    expect(pairs).toEqual([
      { fold: 0, first: ['a', 1], second: ['a', 4] },
      { fold: 0, first: ['a', 2], second: ['b', 3] },
      { fold: 1, first: ['b', 1], second: ['b', 2] },
      { fold: 1, first: ['b', 1], second: ['c', 2] },
    ]);
  });

  it.each([
    ['', /pairs\.txt:1: expected the number of folds/],
    ['2\t1\na\t1\t4\n', /pairs\.txt:2: expected 4 pairs, found 1/],
    [text.replace('b\t1\t2', 'b\tone\t2'), /pairs\.txt:4: expected name, number/],
  ])('refuses what is no list of pairs, and names the line', (bad, message) => {
    const read = (): unknown => parsePairs(bad, 'pairs.txt');
    expect(read).toThrow(CommandRejected);
    expect(read).toThrow(message);
  });

  it('takes one fold by itself, in ten parts', () => {
    const protocol = parsePairs(text, 'pairs.txt');
    expect(onlyFold(protocol, 2)).toEqual({
      folds: 10,
      pairs: [
        { fold: 0, first: ['b', 1], second: ['b', 2] },
        { fold: 1, first: ['b', 1], second: ['c', 2] },
      ],
    });
    expect(() => onlyFold(protocol, 3)).toThrow(/no fold 3, only 1 to 2/);
  });

  it('judges each fold at the threshold of the others', () => {
    const pair = (fold: number, genuine: boolean, similarity: number) => ({ fold, genuine, similarity });
    const clear = [0, 1].flatMap((fold) => [pair(fold, true, 0.8), pair(fold, false, 0.1)]);
    expect(foldAccuracy(clear, 2)).toEqual({ mean: 1, deviation: 0 });
    // The first fold's own best threshold lies above 0.4; the second's, at 0.1, lets its impostor in.
    const unlike = [pair(0, true, 0.8), pair(0, false, 0.4), pair(1, true, 0.2), pair(1, false, 0.05)];
    expect(foldAccuracy(unlike, 2)).toEqual({ mean: 0.5, deviation: 0 });
  });
});
