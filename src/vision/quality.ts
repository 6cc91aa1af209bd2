import { cropSize } from './align/aligner.js';
import { apply, faceTemplate, fitSimilarity } from './align/aligner-similarity.js';
import { type Detection, interOcularDistance, type Landmarks } from './domain/face.js';
import type { FaceQuality } from './domain/quality.js';
import { laplacianVariance, meanOf, toGrey } from './imaging/grey.js';
import type { Image } from './imaging/image.js';

/** Border of the aligned crop excluded from brightness and sharpness, since it shows background and hair. */
const inset = 16;
/** Cells per side of the grid that measures a face's share inside the frame. */
const gridCells = 16;

/** Measures faces; reuses one grey picture. */
export class QualityMeter {
  #grey = new Uint8Array(0);

  /** @param crop the face's aligned crop. @param frame size of the picture in which it was detected. */
  measure(crop: Image, { box, landmarks }: Detection, frame: FrameSize): FaceQuality {
    if (this.#grey.length !== crop.width * crop.height) this.#grey = new Uint8Array(crop.width * crop.height);
    toGrey(crop, this.#grey);
    return {
      interOcular: interOcularDistance(landmarks),
      turn: turnOf(landmarks),
      brightness: meanOf(this.#grey, crop, inset),
      sharpness: laplacianVariance(this.#grey, crop, inset),
      inside: Math.min(boxInside(box, frame), faceInside(landmarks, frame)),
    };
  }
}

/**
 * The nose tip's offset from the middle of the eyes along the line through them (so roll does not matter), in half eye distances.
 * A nose stands out from the eyes by about half their distance, so that offset is about tan(yaw), and the result about sin(yaw).
 */
export function turnOf(landmarks: Landmarks): number {
  const [left, right, nose] = landmarks;
  const dx = right.x - left.x;
  const dy = right.y - left.y;
  const square = dx * dx + dy * dy;
  if (square === 0) return 1;
  const along = ((nose.x - (left.x + right.x) / 2) * dx + (nose.y - (left.y + right.y) / 2) * dy) / square;
  const tangent = 2 * Math.abs(along);
  return tangent / Math.hypot(1, tangent);
}

type FrameSize = Pick<Image, 'width' | 'height'>;

function boxInside(box: Detection['box'], frame: FrameSize): number {
  const width = Math.min(frame.width, box.x + box.width) - Math.max(0, box.x);
  const height = Math.min(frame.height, box.y + box.height) - Math.max(0, box.y);
  return width > 0 && height > 0 ? (width * height) / (box.width * box.height) : 0;
}

/** Share of the crop's inner square that lies inside the frame. Needed because detectors fit their box to the visible part of a face. */
function faceInside(landmarks: Landmarks, frame: FrameSize): number {
  const toFrame = fitSimilarity(faceTemplate, landmarks);
  if (toFrame === undefined) return 0;
  const step = (cropSize - 2 * inset) / gridCells;
  let inside = 0;
  for (let v = 0; v <= gridCells; v++) {
    for (let u = 0; u <= gridCells; u++) {
      const { x, y } = apply(toFrame, { x: inset + u * step, y: inset + v * step });
      if (x >= 0 && y >= 0 && x < frame.width && y < frame.height) inside++;
    }
  }
  return inside / (gridCells + 1) ** 2;
}
