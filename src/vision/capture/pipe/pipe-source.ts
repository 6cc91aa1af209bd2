import { HardwareFault } from '../../../base/errors.js';
import { redact } from '../../../base/redact.js';
import { type Instant, type Millis, seconds } from '../../../base/units.js';
import type { Source, SourceKind, SourceListener } from '../source.js';
import { Child } from './child.js';
import { i420Bytes } from './i420.js';
import { JpegDecoder } from './jpeg-decoder.js';
import { JpegSplitter } from './jpeg-splitter.js';
import { bgrCaptured, i420Captured } from './raw-captured.js';
import { RawFrames } from './raw-frames.js';

export interface PipeConfig {
  readonly source: 'pipe';
  /** Program and arguments; no shell. */
  readonly command: readonly string[];
  /** What it writes: raw frames without padding between rows, or a sequence of JPEGs. */
  readonly format: 'i420' | 'bgr' | 'mjpeg';
  readonly width: number;
  readonly height: number;
  readonly stallAfter: Millis;
}

export function pipeSource(config: PipeConfig, now: () => Instant): SourceKind {
  const { stallAfter } = config;
  const openWithin = Math.max(seconds(10), stallAfter) as Millis;
  return {
    name: redact(`pipe ${config.command[0]}`),
    expects: { openWithin, stallAfter, frozenAfter: stallAfter, fixedSize: true },
    open: (listener) => (config.format === 'mjpeg' ? openJpeg(config, now, listener) : openRaw(config, now, listener)),
  };
}

function openRaw({ command, format, width, height }: PipeConfig, now: () => Instant, listener: SourceListener): Source {
  const raw = format === 'bgr';
  const captured = raw ? bgrCaptured(width, height) : i420Captured(width, height);
  const frames = new RawFrames(raw ? width * height * 3 : i420Bytes(width, height), (frame) =>
    listener.frame(captured(frame)),
  );
  const child = new Child(command, {
    bytes: (chunk) => frames.push(chunk, now()),
    gone: (fault) => listener.over(frames.partial === 0 ? fault : withRest(fault, frames.partial)),
  });
  return { dropped: () => frames.dropped, close: () => child.close() };
}

/** An incomplete frame at the end suggests a wrong size or format. */
function withRest(fault: HardwareFault, partial: number): HardwareFault {
  const { code, message, remedy, transient, context } = fault;
  return new HardwareFault(
    code,
    `${message} (${partial} bytes of an incomplete frame; check width, height and format)`,
    {
      remedy,
      transient,
      context: { ...context, partialBytes: partial },
    },
  );
}

function openJpeg({ command }: PipeConfig, now: () => Instant, listener: SourceListener): Source {
  const decoder = new JpegDecoder(redact(`a picture of ${command[0]}`), listener);
  const splitter = new JpegSplitter((jpeg, begunAt) => decoder.push(jpeg, begunAt));
  const child = new Child(command, {
    bytes: (chunk) => splitter.push(chunk, now()),
    gone: (fault) => listener.over(fault),
  });
  return {
    dropped: () => decoder.dropped,
    close: async () => {
      decoder.close();
      await child.close();
    },
  };
}
