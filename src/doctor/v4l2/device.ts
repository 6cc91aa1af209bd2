import { readText } from '../../platform/read-text.js';
import type { CameraReading } from '../domain/camera.js';
import { pixelFormat } from './pixel-format.js';

/** What the driver of a V4L2 device tells; nothing of pipelines, URLs and files. */
export function readDevice(device: string | number): Pick<CameraReading, 'driver' | 'format'> {
  const index = typeof device === 'number' ? device : /^\/dev\/video(\d+)$/.exec(device)?.[1];
  const driver = index === undefined ? undefined : readText(`/sys/class/video4linux/video${index}/name`);
  if (driver === undefined) return {};
  const format = pixelFormat(`/dev/video${index}`);
  return { driver, ...(format === undefined ? {} : { format }) };
}
