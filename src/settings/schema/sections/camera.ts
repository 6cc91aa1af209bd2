import { z } from 'zod';
import { choice, duration, flag, integer, number, section, text, wrong } from '../fields.js';
import { filePath } from '../path-fields.js';
import { evenWithFaults } from '../rules.js';
import { WrittenPath } from '../written-path.js';

const stallAfter = duration(
  'The camera counts as stalled after this time without a new frame',
  '500ms',
  '10s',
).prefault('1500ms');
const width = integer('Frame width in pixels', 64, 7680);
const height = integer('Frame height in pixels', 48, 4320);

const isDevice = wrong('is not a device: use an index 0..255, a path, a URL or a GStreamer pipeline');

/** URLs and pipelines (`… ! …`) are taken as they are; any other text is a path. */
const device = z
  .union([z.int(isDevice).min(0, isDevice).max(255, isDevice), z.string(isDevice).min(1, isDevice)], isDevice)
  .transform((written) =>
    typeof written === 'number' || /^[a-z][a-z0-9+.-]*:\/\//i.test(written) || written.includes(' ! ')
      ? written
      : new WrittenPath(written),
  )
  .prefault(0)
  .describe(
    'V4L2 index, device path, video file, rtsp:// or http:// URL, or a GStreamer pipeline that ends in appsink',
  );

const opencv = section({
  source: z
    .literal('opencv')
    .optional()
    .transform(() => 'opencv' as const)
    .describe('Camera through OpenCV (default)'),
  device,
  api: choice('OpenCV backend', ['auto', 'v4l2', 'gstreamer', 'ffmpeg']).default('auto'),
  width: width.exactOptional(),
  height: height.exactOptional(),
  fps: number('Frames per second to request from the camera', 1, 240).exactOptional(),
  fourcc: z
    .string(wrong('is not a pixel format of four characters'))
    .regex(/^[\x20-\x7e]{4}$/, wrong('is not a pixel format of four characters'))
    .exactOptional()
    .describe('Pixel format to request from the camera, such as MJPG or YUYV'),
  stallAfter,
});

const pipe = section({
  source: z.literal('pipe').describe('Camera through a child process that writes frames to its standard output'),
  command: z
    .array(text('Program, then its arguments', 4096), wrong('is not a list: the program, then its arguments'))
    .min(1, 'is empty; list the program, then its arguments')
    .describe('Program (found through PATH), then its arguments; runs without a shell'),
  format: choice('Format of the frames that the program writes', ['i420', 'bgr', 'mjpeg']),
  width,
  height,
  stallAfter,
});

const frames = section({
  source: z.literal('frames').describe('Pictures from files, for demonstrations and tests'),
  folder: filePath('Folder with pictures, played in the order of their names').exactOptional(),
  files: z
    .array(filePath('Picture'), wrong('is not a list of pictures'))
    .min(1, 'is empty; list at least one picture')
    .exactOptional()
    .describe('Pictures, played in this order'),
  fps: number('Pictures per second', 0.1, 120).default(10),
  loop: flag('Start again after the last picture').default(true),
  stallAfter,
}).refine((settings) => (settings.folder === undefined) !== (settings.files === undefined), {
  error: 'needs exactly one of folder and files',
  ...evenWithFaults,
});

export const camera = z
  .discriminatedUnion('source', [opencv, pipe, frames], {
    error: ({ code, input }) =>
      code === 'invalid_union'
        ? wrong('is not one of opencv, pipe, frames (default opencv)').error({
            input: (input as { source?: unknown }).source,
          })
        : wrong('is not a map of settings').error({ input }),
  })
  .prefault({})
  .describe('Source of the video frames');
