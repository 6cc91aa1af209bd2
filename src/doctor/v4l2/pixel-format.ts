import { closeSync, constants, openSync } from 'node:fs';
import { ioctl } from '../../platform/libc.js';

/** `struct v4l2_format` of a 64-bit kernel: type, 4 bytes of padding, then a union of 200 bytes. */
const formatBytes = 208;
/** `_IOWR('V', 4, struct v4l2_format)`, V4L2_BUF_TYPE_VIDEO_CAPTURE: linux/videodev2.h */
const [getFormat, videoCapture] = [0xc0d0_5604, 1];
const pixelFormatAt = 16;

/**
 * The current pixel format of a V4L2 device, such as `MJPG` or `YUYV`, read without disturbing the program that uses it. Undefined if
 * unknown: multi-planar devices, and devices that this user may not open.
 */
export function pixelFormat(device: string): string | undefined {
  try {
    const file = openSync(device, constants.O_RDWR | constants.O_NONBLOCK);
    try {
      const format = Buffer.alloc(formatBytes);
      format.writeUInt32LE(videoCapture, 0);
      ioctl(file, getFormat, format);
      return fourcc(format);
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** The four characters in a filled-in `struct v4l2_format`. */
export const fourcc = (format: Buffer): string => format.toString('latin1', pixelFormatAt, pixelFormatAt + 4).trimEnd();
