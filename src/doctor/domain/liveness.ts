import { type DrillStanding, drillHealth } from '../../access/domain/drill.js';
import type { LivenessLevel } from '../../access/domain/liveness-level.js';
import type { Timestamp } from '../../base/units.js';
import type { QualityLimits } from '../../vision/domain/quality.js';
import type { CameraReading } from './camera.js';
import { type Finding, ok, warn } from './finding.js';

export interface LivenessReading {
  readonly level: LivenessLevel;
  /** Absent if the camera shows nothing. */
  readonly looks?: CameraReading['looks'];
  readonly quality: Pick<QualityLimits, 'minInterOcular' | 'minBrightness'>;
  readonly drill: DrillStanding;
  readonly wall: Timestamp;
}

/** Side of the wider look of a passive model, in heights of a face. */
const wideLook = 4;
/** Height of a face as the detectors box it, in distances between the eyes; a little more than most. */
const faceHeight = 2.8;

/** Whether the camera can serve the liveness check, and whether a demanded drill was passed. */
export function judgeLiveness({ level, looks, quality, drill, wall }: LivenessReading): readonly Finding[] {
  if (level === 'unchecked') return [];
  return [
    ...(looks === undefined ? [] : judgePicture(looks, quality)),
    ...drillHealth(drill, wall).map(({ level: how, detail }) => (how === 'ok' ? ok(`drill ${detail}`) : due(detail))),
  ];
}

const due = (detail: string): Finding =>
  warn(detail, 'Stop the daemon, then run: ostiary liveness drill. docs/liveness.md tells how.');

function judgePicture(looks: CameraReading['looks'], quality: LivenessReading['quality']): readonly Finding[] {
  const [, { width, height, brightness }] = looks;
  const needed = Math.ceil(wideLook * faceHeight * quality.minInterOcular);
  const faces = looks.flatMap((look) => look.faces);
  const has = (fault: string): boolean => faces.some((faults) => faults.some((one) => one === fault));
  const faults = [
    ...(Math.min(width, height) < needed
      ? [
          warn(
            `${width}x${height} is too small to see hands and edges around the smallest face that is compared: needs ${needed} pixels each way`,
            'Set camera.width and camera.height to a larger size, 640x480 or more.',
          ),
        ]
      : []),
    ...(has('cutOff')
      ? [
          warn(
            'a face is at the edge of the picture, where what is around it is not seen',
            'Turn the camera so that visitors stand in its middle, or move it further away.',
          ),
        ]
      : []),
    ...(brightness < quality.minBrightness || has('tooDark')
      ? [
          warn(
            `too dark (brightness ${brightness.toFixed(0)} of 255): noise hides what tells a print from skin`,
            'Add a lamp that lights the visitor’s face from the front, also at night.',
          ),
        ]
      : []),
  ];
  return faults.length > 0 ? faults : [ok('size and light of the picture serve the liveness check')];
}
