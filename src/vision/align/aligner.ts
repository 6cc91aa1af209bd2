import type { Landmarks } from '../domain/face.js';
import type { Image } from '../imaging/image.js';
import { faceTemplate, fitSimilarity, invert } from './aligner-similarity.js';
import { type Crop, Warp } from './warp.js';

/** Width and height of an aligned face. */
export const cropSize = 112;

/** Version of alignment and resampling; embeddings made under different versions never compare. */
export const alignmentVersion = 'a1';

/** Crops faces upright and at one size; reuses the crops from frame to frame. */
export class Aligner {
  readonly #warp = new Warp(cropSize);
  readonly #crops: Crop[] = [];

  /**
   * The aligned 112×112 face, in the image's channel order. Landmarks that all coincide give a black crop, which fails the quality gates.
   * @param slot which of the reused crops to fill: the face's number within the frame.
   */
  align(image: Image, landmarks: Landmarks, slot: number): Image {
    const crop = this.#crop(slot);
    const toCrop = fitSimilarity(landmarks, faceTemplate);
    const toSource = toCrop && invert(toCrop);
    if (toSource === undefined) crop.data.fill(0);
    else this.#warp.cut(image, toSource, crop);
    return crop;
  }

  #crop(slot: number): Crop {
    let crop = this.#crops[slot];
    if (crop === undefined) {
      crop = { width: cropSize, height: cropSize, order: 'bgr', data: new Uint8Array(cropSize * cropSize * 3) };
      this.#crops[slot] = crop;
    }
    return crop;
  }
}
