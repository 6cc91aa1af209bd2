import { expect, it } from 'vitest';
import { halfBlocks } from '../../../src/cli/half-blocks.js';

it('draws two pixels with each character, and leaves an odd row out', () => {
  const rgb = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 0, 0, 0, 0, 0]);
  expect(halfBlocks(rgb, 2, 3)).toBe('\x1b[38;2;1;2;3m\x1b[48;2;7;8;9m▀\x1b[38;2;4;5;6m\x1b[48;2;10;11;12m▀\x1b[0m');
});
