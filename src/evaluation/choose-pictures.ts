import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandRejected } from '../base/errors.js';
import { peopleOf } from '../pictures/people-folder.js';
import type { Source } from './embed-pictures.js';
import { onlyFold, type Protocol, parsePairs } from './lfw-protocol.js';

export interface PictureSet {
  /** `FOLDER/<person>/*.jpg` */
  readonly people: string;
  /** File of pairs; `pairs.txt` in the folder of people, if it is there, where none is named. */
  readonly pairs?: string;
  /** Only people and pairs of this fold. */
  readonly fold?: number;
  /** Whole people up to this many pictures. */
  readonly most: number;
}

/** The pairs that are to be compared; undefined where nobody asks for any. @throws CommandRejected `evaluate.pairs`, `evaluate.fold` */
export function readProtocol({ people, pairs, fold }: PictureSet): Protocol | undefined {
  const file = pairs ?? join(people, 'pairs.txt');
  if (pairs === undefined && fold === undefined && !existsSync(file)) return undefined;
  const protocol = parsePairs(readText(file), file);
  return fold === undefined ? protocol : onlyFold(protocol, fold);
}

/** Whole people, of the fold where one was named, until the pictures would be too many. @param onCut told of how many are left */
export function choosePictures(
  { people, most, fold }: PictureSet,
  protocol: Protocol | undefined,
  onCut: (pictures: number) => void,
): readonly Source[] {
  const inFold = new Set(protocol?.pairs.flatMap(({ first, second }) => [first[0], second[0]]));
  const sources: Source[] = [];
  for (const { id, pictures } of peopleOf(people)) {
    if (fold !== undefined && !inFold.has(id)) continue;
    if (sources.length + pictures.length > most) {
      onCut(sources.length);
      break;
    }
    sources.push(...pictures.map((file) => ({ person: id, file })));
  }
  return sources;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CommandRejected('evaluate.pairs', `cannot read ${file}: ${(cause as Error).message}`, {
      remedy: 'Check the path and its permissions, or leave --pairs out.',
      cause,
    });
  }
}
