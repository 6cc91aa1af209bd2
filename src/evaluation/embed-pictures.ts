import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CommandRejected } from '../base/errors.js';
import type { ObservedFace } from '../vision/domain/observation.js';
import type { QualityLimits } from '../vision/domain/quality.js';
import { decodePhoto } from '../vision/imaging/decode-photo.js';
import type { Image } from '../vision/imaging/image.js';
import type { Pipeline } from '../vision/open-pipeline.js';
import type { EmbeddingCache, Found } from './embedding-cache.js';

/** A picture in a set of people. */
export interface Source {
  readonly person: string;
  readonly file: string;
}

/** A picture whose subject was found. */
export interface Sample extends Source {
  /** Length 1. */
  readonly values: Float32Array;
}

export interface Acquired {
  readonly samples: readonly Sample[];
  /** Pictures in which the pipeline finds no face, or that cannot be decoded. */
  readonly missed: readonly string[];
}

/** Embeds every face: the error rates describe the models, without the quality gates of a site. */
export const noGates: QualityLimits = {
  minInterOcular: 0,
  maxTurn: Number.POSITIVE_INFINITY,
  minBrightness: 0,
  maxBrightness: 255,
  minSharpness: 0,
  minInside: 0,
};

/** The embeddings of all pictures, from the cache if possible. @param pipeline opened with `noGates`. */
export async function acquire(
  sources: readonly Source[],
  pipeline: Pipeline,
  cache: EmbeddingCache,
  onPicture: () => void,
): Promise<Acquired> {
  const samples: Sample[] = [];
  const missed: string[] = [];
  for (const source of sources) {
    const bytes = await readFile(source.file);
    const digest = createHash('sha256').update(bytes).digest('hex');
    if (!cache.has(digest)) cache.put(digest, await subjectOf(bytes, pipeline));
    const values = cache.get(digest);
    if (values === undefined) missed.push(source.file);
    else samples.push({ ...source, values });
    onPicture();
  }
  return { samples, missed };
}

async function subjectOf(bytes: Uint8Array, pipeline: Pipeline): Promise<Found> {
  try {
    const image = await decodePhoto(bytes);
    return mostCentral(pipeline.process(image).faces, image)?.embedding?.values;
  } catch (error) {
    if (error instanceof CommandRejected) return undefined;
    throw error;
  }
}

/** The subject of a portrait is the face nearest its middle, as in LFW. */
function mostCentral(faces: readonly ObservedFace[], { width, height }: Image): ObservedFace | undefined {
  const distance = ({ detection: { box } }: ObservedFace): number =>
    Math.hypot(box.x + (box.width - width) / 2, box.y + (box.height - height) / 2);
  return faces.toSorted((a, b) => distance(a) - distance(b))[0];
}
