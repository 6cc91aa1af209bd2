import type { DetectorBundle, ModelInput } from '../../models/domain/model-bundle.js';
import { type Detection, interOcularDistance, type Landmarks, type Point } from '../domain/face.js';
import type { Image } from '../imaging/image.js';
import { type Fit, Letterbox } from '../imaging/resize.js';
import { pixelTable } from '../tflite/bundle-input.js';
import type { Model, Tensor } from '../tflite/model.js';
import { blazefaceDecoder } from './blazeface.js';
import { blend } from './blend.js';
import type { Decoder } from './decoder.js';
import { yunetDecoder } from './yunet.js';

export interface Detector {
  /** All faces in the picture, in its pixel coordinates, most confident first. @throws ModelError if the runtime fails. */
  detect(image: Image): readonly Detection[];
}

/**
 * Creates the detector that the bundle declares on its loaded model. The caller closes the model.
 * @throws ModelError `model.input` or `model.output` if model and bundle do not match.
 */
export function createDetector({ name, input, output }: DetectorBundle, model: Model): Detector {
  const letterbox = new Letterbox(input, pixelTable(input, model.inputs[0], name));
  const decoder = decoderFor(input, output, model.outputs);
  return {
    detect(image) {
      const fit = letterbox.write(image, (model.inputs[0] as Tensor).data);
      model.invoke();
      const candidates = decoder.decode(model.outputs).filter(isFace);
      return blend(candidates, output.nmsOverlap).map((detection) => inPicture(detection, fit));
    },
  };
}

function decoderFor(input: ModelInput, output: DetectorBundle['output'], outputs: readonly Tensor[]): Decoder {
  switch (output.decoder) {
    case 'yunet':
      return yunetDecoder(input, output, outputs);
    case 'blazeface':
      return blazefaceDecoder(input, output, outputs);
    default:
      return output satisfies never;
  }
}

/** A model may output anything: accept only finite boxes with an area, and eyes that do not coincide. */
function isFace({ box, landmarks }: Detection): boolean {
  const numbers = [box.x, box.y, box.width, box.height, ...landmarks.flatMap(({ x, y }) => [x, y])];
  return numbers.every(Number.isFinite) && box.width > 0 && box.height > 0 && interOcularDistance(landmarks) > 0;
}

function inPicture({ box, landmarks, confidence }: Detection, { scaleX, scaleY }: Fit): Detection {
  const point = ({ x, y }: Point): Point => ({ x: x * scaleX, y: y * scaleY });
  const [a, b, c, d, e] = landmarks;
  const points: Landmarks = [point(a), point(b), point(c), point(d), point(e)];
  const { x, y } = point(box);
  return { box: { x, y, width: box.width * scaleX, height: box.height * scaleY }, landmarks: points, confidence };
}
