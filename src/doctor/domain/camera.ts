import type { CameraPreview } from '../../vision/domain/preview.js';
import { type Finding, fail, ok, warn } from './finding.js';

type Look = Omit<CameraPreview, 'jpeg'>;

export interface CameraReading {
  /** What a technician would call it, without credentials. */
  readonly camera: string;
  /** The driver's name of a V4L2 device. */
  readonly driver?: string;
  /** Its pixel format, such as MJPG. */
  readonly format?: string;
  /** Two looks, some time apart, through the daemon or a vision process of the doctor's own. */
  readonly looks: readonly [Look, Look];
  readonly wanted: {
    readonly width?: number;
    readonly height?: number;
    readonly fps?: number;
    readonly format?: string;
  };
}

/** Pictures per second below which a visitor waits noticeably: three frames decide. */
const [slowRate, tooSlowRate] = [8, 2];
const [dark, bright] = [30, 225];
/** Over the whole of a 640×480 picture; a wall without edges lies near it, a defocused lens or a finger below. */
const blurred = 15;

export function judgeCamera(reading: CameraReading): readonly Finding[] {
  const { looks, wanted } = reading;
  const [first, last] = looks;
  const rate = ((last.sequence - first.sequence) * 1000) / (last.capturedAt - first.capturedAt);
  return [
    judgePicture(reading, last),
    judgeRate(rate, wanted.fps),
    judgeLight(last.brightness),
    judgeSharpness(last.sharpness),
  ];
}

function judgePicture({ camera, driver, format, wanted }: CameraReading, { width, height }: Look): Finding {
  const seen = `${camera}${driver === undefined ? '' : ` (${driver})`} gives ${width}x${height}`;
  const what = format === undefined ? seen : `${seen} in ${format}`;
  if ((wanted.width ?? width) !== width || (wanted.height ?? height) !== height) {
    return warn(
      `${what}, not ${wanted.width}x${wanted.height}`,
      'Set camera.width and height to a size that the camera has: v4l2-ctl --list-formats-ext',
    );
  }
  return format !== undefined && wanted.format !== undefined && wanted.format.trimEnd() !== format
    ? warn(`${what}, not ${wanted.format}`, 'Set camera.fourcc to one that the camera has: v4l2-ctl --list-formats')
    : ok(what);
}

function judgeRate(rate: number, wanted: number | undefined): Finding {
  const seen = `${rate.toFixed(1)} pictures/s${wanted === undefined ? '' : ` of ${wanted} asked for`}`;
  const remedy = 'Set camera.fourcc to MJPG for a USB camera, use a USB port of its own, and give it more light.';
  if (!(rate >= tooSlowRate)) return fail(seen, remedy);
  return rate < slowRate || (wanted !== undefined && rate < wanted * 0.6) ? warn(seen, remedy) : ok(seen);
}

function judgeLight(brightness: number): Finding {
  const seen = `light ${brightness.toFixed(0)} of 255`;
  if (brightness < dark) return warn(seen, 'Light the face of the visitor; look whether something covers the lens.');
  return brightness > bright
    ? warn(seen, 'Turn the camera away from the light behind the visitor, or shade it.')
    : ok(seen);
}

function judgeSharpness(sharpness: number): Finding {
  const seen = `sharpness ${sharpness.toFixed(0)}`;
  return sharpness < blurred
    ? warn(seen, 'Clean the lens, take its film off, and focus it with: ostiary camera watch --picture')
    : ok(seen);
}
