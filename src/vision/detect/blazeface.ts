import type { BlazefaceOutput, ModelInput } from '../../models/domain/model-bundle.js';
import type { Detection, Landmarks, Point } from '../domain/face.js';
import { realValues } from '../tflite/dequantise.js';
import type { Tensor } from '../tflite/model.js';
import type { Decoder } from './decoder.js';
import { outputsOfShape } from './output-shape.js';

/** Box (centre x, y, width, height), then eye, eye, nose, mouth centre, ear, ear: all in input pixels from the anchor's centre. */
const valuesPerAnchor = 16;

/** Half the mouth's width over the distance between the eyes, in the alignment template. */
const halfMouth = 0.414;

/**
 * BlazeFace (Bazarevsky et al. 2019), front and short range: square-less anchors at cell centres, scores as logits.
 *
 * The model gives the centre of the mouth but not its corners. The corners are placed on either side of the centre, parallel to the line
 * between the eyes, at the template's proportion. The alignment thus weighs the mouth as two points, as for other detectors, while rotation
 * and scale follow from eyes, nose and mouth centre.
 * @throws ModelError `model.output` when the outputs do not fit the declared anchors.
 */
export function blazefaceDecoder(input: ModelInput, output: BlazefaceOutput, outputs: readonly Tensor[]): Decoder {
  const centres = anchorCentres(input, output.anchors);
  const rows = centres.length;
  const [scoreTensor] = outputsOfShape(outputs, { rows, values: 1 }, 1) as [number];
  const [valueTensor] = outputsOfShape(outputs, { rows, values: valuesPerAnchor }, 1) as [number];
  const scratch = [new Float32Array(rows), new Float32Array(rows * valuesPerAnchor)] as const;
  return {
    decode(tensors) {
      const logits = realValues(tensors[scoreTensor] as Tensor, scratch[0]);
      const values = realValues(tensors[valueTensor] as Tensor, scratch[1]);
      const found: Detection[] = [];
      centres.forEach((centre, i) => {
        const confidence = 1 / (1 + Math.exp(-(logits[i] as number)));
        if (confidence >= output.minConfidence)
          found.push(decodeAnchor(centre, values, i * valuesPerAnchor, confidence));
      });
      return found;
    },
  };
}

function anchorCentres(input: ModelInput, anchors: BlazefaceOutput['anchors']): Point[] {
  const centres: Point[] = [];
  for (const { stride, perCell } of anchors) {
    for (let y = stride / 2; y < input.height; y += stride) {
      for (let x = stride / 2; x < input.width; x += stride) {
        for (let k = 0; k < perCell; k++) centres.push({ x, y });
      }
    }
  }
  return centres;
}

function decodeAnchor(centre: Point, values: Float32Array, offset: number, confidence: number): Detection {
  const point = (i: number): Point => ({
    x: centre.x + (values[offset + 2 * i] as number),
    y: centre.y + (values[offset + 2 * i + 1] as number),
  });
  const middle = point(0);
  const { x: width, y: height } = { x: values[offset + 2] as number, y: values[offset + 3] as number };
  const box = { x: middle.x - width / 2, y: middle.y - height / 2, width, height };
  return { box, landmarks: landmarksOf(point(2), point(3), point(4), point(5)), confidence };
}

function landmarksOf(eye: Point, otherEye: Point, nose: Point, mouth: Point): Landmarks {
  const [left, right] = eye.x <= otherEye.x ? [eye, otherEye] : [otherEye, eye];
  const dx = (right.x - left.x) * halfMouth;
  const dy = (right.y - left.y) * halfMouth;
  return [left, right, nose, { x: mouth.x - dx, y: mouth.y - dy }, { x: mouth.x + dx, y: mouth.y + dy }];
}
