import { ModelError } from '../../base/errors.js';
import type { EmbeddingSpace } from '../../vision/domain/embedding.js';
import type { PadThresholds } from '../../vision/domain/liveness.js';

/** Manifest of a model: file, input, output, and the similarity thresholds that were measured. */

/** How pixels (0..255) become the model's input: real = (pixel - mean) / scale. */
export interface ModelInput {
  readonly width: number;
  readonly height: number;
  readonly channels: 'bgr' | 'rgb';
  readonly type: 'float32' | 'int8' | 'uint8';
  readonly mean: number;
  readonly scale: number;
  readonly layout: 'nhwc';
}

interface DetectorOutput {
  /** Detections below this score are dropped, 0..1. */
  readonly minConfidence: number;
  /** Of two boxes that overlap (IoU) more than this, the weaker is dropped, 0..1. */
  readonly nmsOverlap: number;
}

export interface YunetOutput extends DetectorOutput {
  readonly decoder: 'yunet';
  /** Input pixels per cell of each output grid. */
  readonly strides: readonly number[];
}

export interface BlazefaceOutput extends DetectorOutput {
  readonly decoder: 'blazeface';
  /** Grids of anchors in the order in which the model lists them. */
  readonly anchors: readonly { readonly stride: number; readonly perCell: number }[];
}

/**
 * Error rates measured at one similarity. FMR and FNMR are per comparison; FPIR and FNIR per open-set search of `gallerySize` templates.
 */
export interface MeasuredThreshold {
  readonly similarity: number;
  readonly fmr?: number | undefined;
  readonly fnmr?: number | undefined;
  readonly gallerySize?: number | undefined;
  readonly fpir?: number | undefined;
  readonly fnir?: number | undefined;
  readonly measuredOn: string;
}

interface BundleFacts {
  readonly name: string;
  readonly version: string;
  /** A file name in the bundle's folder, or `$OSTIARY_SHARED/…` for a public model that Ostiary may not ship. */
  readonly file: string;
  /** Lower-case hex digest of the model's bytes. */
  readonly sha256: string;
  readonly licence: string;
  readonly source: string;
  readonly input: ModelInput;
}

export interface DetectorBundle extends BundleFacts {
  readonly role: 'detector';
  readonly output: YunetOutput | BlazefaceOutput;
}

export interface EmbedderBundle extends BundleFacts {
  readonly role: 'embedder';
  readonly output: { readonly dimension: number };
  /** Version of alignment and resampling; part of the embedding space's id. */
  readonly preprocessing: string;
  readonly thresholds: readonly MeasuredThreshold[];
  /** Similarity from which this embedder counts a match; one of `thresholds`. */
  readonly defaultMinSimilarity: number;
}

/** A square cut-out around the centre of a face's box, as the passive liveness model sees it. */
export interface PadLook {
  /** Side in multiples of the longer side of the box. */
  readonly side: number;
}

/** A passive liveness model (presentation attack detection). */
export interface PadBundle extends BundleFacts {
  readonly role: 'pad';
  /** One below the other in the input, each a square as wide as the input; black where the frame ends. */
  readonly looks: readonly PadLook[];
  /** One vector: a logit for each class in this order, then the openness of the eyes, if it is told. */
  readonly output: {
    readonly classes: readonly ['live', ...string[]];
    /** Openness 0..1 = value / scale + offset. */
    readonly eyes?: { readonly offset: number; readonly scale: number } | undefined;
  };
  /** Measured on sets that the model never learnt from. */
  readonly thresholds: PadThresholds & { readonly measuredOn: string };
}

export type ModelBundle = DetectorBundle | EmbedderBundle | PadBundle;

/** @param folder names the bundle in the error. @throws ModelError `bundle.not-embedder` */
export function requireEmbedder(bundle: ModelBundle, folder: string): EmbedderBundle {
  if (bundle.role === 'embedder') return bundle;
  throw new ModelError('bundle.not-embedder', `${folder} is no embedder`, {
    remedy:
      bundle.role === 'detector'
        ? 'Name the folder of an embedder in models.embedder.'
        : 'Measure a passive liveness model with --attacks FOLDER.',
  });
}

/** The space of this embedder's embeddings. */
export function spaceOf({ sha256, preprocessing, output }: EmbedderBundle): EmbeddingSpace {
  return { id: `${sha256.slice(0, 16)}/${preprocessing}`, dimension: output.dimension };
}

/** A bundle's loaded model. */
export interface LoadedModel {
  readonly name: string;
  readonly role: ModelBundle['role'];
  /** First 16 hex digits of the model's SHA-256. */
  readonly digest: string;
  readonly delegate: string;
  /** Why it runs on a slower delegate than requested. */
  readonly fallback?: string;
}

/** An error in a bundle, and its place. */
export interface BundleFault {
  /** Dotted path inside `bundle.json`; empty for the whole file. */
  readonly path: string;
  readonly problem: string;
}

/** Checks the rules between fields of a well-formed bundle; empty if all hold. */
export function bundleFaults(bundle: ModelBundle): readonly BundleFault[] {
  switch (bundle.role) {
    case 'detector':
      return detectorFaults(bundle);
    case 'embedder':
      return embedderFaults(bundle);
    case 'pad':
      return padFaults(bundle);
    default:
      return bundle satisfies never;
  }
}

function padFaults({ input, looks, thresholds }: PadBundle): BundleFault[] {
  const faults: BundleFault[] = [];
  if (input.height !== input.width * looks.length) {
    const problem = `${looks.length} looks of ${input.width}x${input.width} do not fill ${input.width}x${input.height}`;
    faults.push({ path: 'looks', problem });
  }
  if (thresholds.attack > thresholds.bonaFide) {
    faults.push({ path: 'thresholds.attack', problem: `is above thresholds.bonaFide (${thresholds.bonaFide})` });
  }
  return faults;
}

function detectorFaults({ input, output }: DetectorBundle): BundleFault[] {
  const strides = output.decoder === 'yunet' ? output.strides : output.anchors.map((grid) => grid.stride);
  const path = output.decoder === 'yunet' ? 'output.strides' : 'output.anchors';
  return strides
    .filter((stride) => input.width % stride !== 0 || input.height % stride !== 0)
    .map((stride) => ({
      path,
      problem: `stride ${stride} does not divide the input of ${input.width}x${input.height}`,
    }));
}

function embedderFaults({ thresholds, defaultMinSimilarity }: EmbedderBundle): BundleFault[] {
  const faults: BundleFault[] = [];
  thresholds.forEach((threshold, i) => {
    const identification = threshold.fpir !== undefined || threshold.fnir !== undefined;
    if (identification && threshold.gallerySize === undefined) {
      faults.push({ path: `thresholds.${i}.gallerySize`, problem: 'is required with fpir or fnir' });
    }
  });
  if (!thresholds.some((threshold) => threshold.similarity === defaultMinSimilarity)) {
    faults.push({ path: 'defaultMinSimilarity', problem: 'is not the similarity of any measured threshold' });
  }
  return faults;
}
