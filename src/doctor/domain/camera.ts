import type { CameraPreview } from '../../vision/domain/preview.js';
import { type Finding, fail, ok, warn } from './finding.js';

type Look = Omit<CameraPreview, 'jpeg'>;

export interface CameraReading {
  /** Name for the technician, without credentials. */
  readonly camera: string;
  /** Driver name of a V4L2 device. */
  readonly driver?: string;
  /** Pixel format, such as MJPG. */
  readonly format?: string;
  /** Two looks some time apart, through the daemon or the doctor's own vision process. */
  readonly looks: readonly [Look, Look];
  readonly wanted: {
    readonly width?: number;
    readonly height?: number;
    readonly fps?: number;
    readonly format?: string;
  };
}

/** Frames per second below which visitors wait noticeably: a decision takes three frames. */
const [slowRate, tooSlowRate] = [8, 2];
const [dark, bright] = [30, 225];
/** For a whole 640×480 frame: a plain wall lies near this value, a defocused lens or a finger below it. */
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
  const seen = `${camera}${driver === undefined ? '' : ` (${driver})`} delivers ${width}x${height}`;
  const what = format === undefined ? seen : `${seen} in ${format}`;
  if ((wanted.width ?? width) !== width || (wanted.height ?? height) !== height) {
    return warn(
      `${what}, not ${wanted.width}x${wanted.height}`,
      'Set camera.width and camera.height to a size the camera supports: v4l2-ctl --list-formats-ext',
    );
  }
  return format !== undefined && wanted.format !== undefined && wanted.format.trimEnd() !== format
    ? warn(
        `${what}, not ${wanted.format}`,
        'Set camera.fourcc to a format the camera supports: v4l2-ctl --list-formats',
      )
    : ok(what);
}

function judgeRate(rate: number, wanted: number | undefined): Finding {
  const seen = `${rate.toFixed(1)} frames/s${wanted === undefined ? '' : ` of ${wanted} requested`}`;
  const remedy =
    'For a USB camera, set camera.fourcc to MJPG and use a separate USB port. Add light: cameras slow down in the dark.';
  if (!(rate >= tooSlowRate)) return fail(seen, remedy);
  return rate < slowRate || (wanted !== undefined && rate < wanted * 0.6) ? warn(seen, remedy) : ok(seen);
}

function judgeLight(brightness: number): Finding {
  const seen = `brightness ${brightness.toFixed(0)} of 255`;
  if (brightness < dark) return warn(seen, 'Light the visitor’s face, and check that nothing covers the lens.');
  return brightness > bright
    ? warn(seen, 'Turn the camera away from the light behind the visitor, or shade that light.')
    : ok(seen);
}

function judgeSharpness(sharpness: number): Finding {
  const seen = `sharpness ${sharpness.toFixed(0)}`;
  return sharpness < blurred
    ? warn(seen, 'Clean the lens, remove its protective film, and focus it with: ostiary camera watch --picture')
    : ok(seen);
}
