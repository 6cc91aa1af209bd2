import { expect, it } from 'vitest';
import { fourcc, pixelFormat } from '../../../../src/doctor/v4l2/pixel-format.js';

it('reads the four characters where linux/videodev2.h has them', () => {
  // type, padding, width, height, pixelformat: as a UVC camera fills them in.
  const format = Buffer.alloc(208);
  format.writeUInt32LE(1, 0);
  format.writeUInt32LE(640, 8);
  format.writeUInt32LE(480, 12);
  format.writeUInt32LE(0x4745_504a, 16);
  expect(fourcc(format)).toBe('JPEG');
  format.write('Y16 ', 16, 'latin1');
  expect(fourcc(format)).toBe('Y16');
});

it.each(['/dev/video250', '/dev/null'])('is not told by %s', (device) => {
  expect(pixelFormat(device)).toBeUndefined();
});
