import { testRandom } from '../../../support/seed.js';
/** A damaged variant of a model file. */
export interface Mutant {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The same 68 variants for the same file: 24 × flipped bits, 12 × cut short, 12 × zeroed, 12 × swapped words, 8 × wild words. */
export function mutants(original: Uint8Array): readonly Mutant[] {
  const random = testRandom('mutants').next;
  const below = (n: number): number => Math.floor(random() * n);
  const made: Mutant[] = [];
  const change = (name: string, edit: (bytes: Uint8Array, words: DataView) => void): void => {
    const bytes = original.slice();
    edit(bytes, new DataView(bytes.buffer));
    made.push({ name: `${made.length} ${name}`, bytes });
  };
  // Offsets and operator parameters, not weights, are what hurts: most damage goes into the structure.
  const structural = structureOf(original);
  const word = (): number => structural[below(structural.length)] ?? 0;
  for (let i = 0; i < 24; i++) {
    change('flipped bits', (bytes) => {
      for (let flips = 0; flips < 1 + (i % 4) * 5; flips++) {
        const at = i < 6 ? below(bytes.length) : word() + below(4);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
      }
    });
  }
  for (let i = 0; i < 12; i++) {
    const length = Math.floor((original.length * i) / 12) + (i % 3);
    made.push({ name: `${made.length} cut to ${length}`, bytes: original.slice(0, length) });
  }
  for (let i = 0; i < 12; i++) {
    change('zeroed range', (bytes) => {
      const at = i < 4 ? below(bytes.length) : word();
      bytes.fill(0, at, at + (4 << (i % 6)));
    });
  }
  for (let i = 0; i < 12; i++) {
    change('swapped words', (_bytes, words) => {
      const [a, b] = [word(), word()];
      const kept = words.getUint32(a, true);
      words.setUint32(a, words.getUint32(b, true), true);
      words.setUint32(b, kept, true);
    });
  }
  for (const wild of [0, 1, 0x7f, 0xff, 0x7fff, 0x7fffffff, 0x80000000, 0xffffffff]) {
    change(`wild word ${wild}`, (_bytes, words) => words.setUint32(word(), wild, true));
  }
  return made;
}

/** Positions of words that look like small numbers: offsets, dimensions, indices, counts. */
function structureOf(bytes: Uint8Array): readonly number[] {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: number[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const value = words.getUint32(at, true);
    if (value > 0 && value < bytes.length) found.push(at);
  }
  return found;
}
