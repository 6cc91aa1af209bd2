import { expect, it } from 'vitest';
import { redact } from '../../../src/base/redact.js';

it.each([
  ['rtsp://door:pa@ss:w0rd@10.0.0.7:554/1', 'rtsp://…@10.0.0.7:554/1'],
  ['rtspsrc location="rtsp://u:p@cam/1" ! appsink', 'rtspsrc location="rtsp://…@cam/1" ! appsink'],
  ['two http://a:b@x and http://c:d@y', 'two http://…@x and http://…@y'],
  ['rtsp://10.0.0.7/1?mail=a@b', 'rtsp://10.0.0.7/1?mail=a@b'],
  ['/dev/video0', '/dev/video0'],
])('%s', (text, expected) => {
  expect(redact(text)).toBe(expected);
});
