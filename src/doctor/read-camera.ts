import { redact } from '../base/redact.js';
import { seconds } from '../base/units.js';
import { systemClock } from '../platform/system-clock.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import type { CameraReading } from './domain/camera.js';

type Look = CameraReading['looks'][number];
/** A look through the camera; the picture itself goes no further. */
type Preview = () => Promise<Look & { readonly jpeg: Uint8Array }>;

interface Dependencies {
  /** Works with whoever holds the camera. */
  readonly withCamera: <T>(work: (preview: Preview) => Promise<T>) => Promise<T>;
  /** What the driver of a V4L2 device tells. */
  readonly readDevice: (device: string | number) => Pick<CameraReading, 'driver' | 'format'>;
}

export async function readCamera(
  camera: TerminalConfig['camera'],
  { withCamera, readDevice }: Dependencies,
): Promise<CameraReading> {
  const { width, height, fps } = { width: undefined, height: undefined, fps: undefined, ...camera };
  const looks = await withCamera(lookTwice);
  // Only now is the device set up as the configuration asks.
  const device = camera.source === 'opencv' ? readDevice(camera.device) : {};
  return {
    camera: camera.source === 'opencv' ? `opencv ${redact(String(camera.device))}` : camera.source,
    ...device,
    looks,
    wanted: {
      ...(width === undefined ? {} : { width }),
      ...(height === undefined ? {} : { height }),
      ...(fps === undefined ? {} : { fps }),
      ...(camera.source === 'opencv' && camera.fourcc !== undefined ? { format: camera.fourcc } : {}),
    },
  };
}

async function lookTwice(preview: Preview): Promise<CameraReading['looks']> {
  const look = async (): Promise<Look> => {
    const { jpeg: _, ...rest } = await preview();
    return rest;
  };
  const first = await look();
  await new Promise<void>((resolve) => systemClock().after(seconds(2), resolve));
  return [first, await look()];
}
