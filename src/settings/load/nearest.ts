import { distance } from 'fastest-levenshtein';

/** The known word closest to the one written; undefined if none is close enough. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  const plain = written.toLowerCase().replace(/[^a-z0-9]/g, '');
  const ranked = known
    .map((word) => ({ word, edits: distance(plain, word.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best !== undefined && best.edits <= Math.max(2, best.word.length / 3) ? best.word : undefined;
}
