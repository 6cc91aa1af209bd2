import { existsSync } from 'node:fs';
import { HardwareFault } from '../../../base/errors.js';
import { redact } from '../../../base/redact.js';
import { type Instant, instant, type Millis, seconds } from '../../../base/units.js';
import type { Captured, Source, SourceKind, SourceListener } from '../source.js';
import { type CaptureAddon, loadAddon, type NativeCapture, type NativeState } from './addon.js';

export interface OpenCvConfig {
  readonly source: 'opencv';
  /** V4L2 index; or a device's path, a GStreamer pipeline ending in `appsink`, an RTSP URL, a video file. */
  readonly device: number | string;
  /** OpenCV backend; `auto` chooses by the device. */
  readonly api: 'auto' | Backend;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly fps?: number | undefined;
  /** Pixel format to request from the device, e.g. `MJPG`. */
  readonly fourcc?: string | undefined;
  readonly stallAfter: Millis;
}

type Backend = keyof typeof backends;
/** cv::VideoCaptureAPIs. Never CAP_ANY: it tries one backend after another, and each interprets a name differently. */
const backends = { v4l2: 200, gstreamer: 1800, ffmpeg: 1900 } as const;

/** Time for a capture to end by itself after closing. */
const patience = 1000;
/** Maximum number of native threads stuck in a driver; each holds its device and some memory. */
const mostStuck = 3;
let stuck = 0;

export function openCvSource(config: OpenCvConfig, load: () => CaptureAddon = loadAddon): SourceKind {
  const name = `opencv ${redact(String(config.device))}`;
  const { stallAfter } = config;
  const openWithin = Math.max(seconds(10), stallAfter) as Millis;
  return {
    name,
    expects: { openWithin, stallAfter, frozenAfter: stallAfter, fixedSize: true },
    open(listener) {
      const { Capture } = load();
      if (stuck >= mostStuck) {
        throw new HardwareFault('camera.hung', `${stuck} attempts to read ${name} hang in its driver`, {
          remedy: 'Unplug the camera and plug it in again. If that does not help, reboot the terminal.',
          transient: true,
        });
      }
      try {
        return new OpenCvSource(config, name, Capture, listener);
      } catch (cause) {
        throw new HardwareFault('camera.open-failed', `${name}: cannot start a thread: ${(cause as Error).message}`, {
          remedy:
            'Memory or process limit reached: check `free` and `systemctl status ostiary`, and stop what uses too much.',
          transient: true,
          cause,
        });
      }
    },
  };
}

class OpenCvSource implements Source {
  readonly #config: OpenCvConfig;
  readonly #name: string;
  readonly #listener: SourceListener;
  readonly #capture: NativeCapture;
  readonly #finished: Promise<void>;
  #finish: () => void = () => undefined;
  #closed = false;
  #dropped = 0;

  constructor(config: OpenCvConfig, name: string, Capture: CaptureAddon['Capture'], listener: SourceListener) {
    this.#config = config;
    this.#name = name;
    this.#listener = listener;
    this.#finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
    const { device, api, width = 0, height = 0, fps = 0, fourcc } = config;
    this.#capture = new Capture(
      {
        device,
        api: backends[api === 'auto' ? backendFor(device) : api],
        width,
        height,
        fps,
        fourcc: fourcc === undefined ? 0 : packed(fourcc),
      },
      () => this.#woken(),
    );
  }

  dropped(): number {
    return this.#dropped;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#capture.stop();
    const timer = setTimeout(() => this.#abandon(), patience);
    await this.#finished;
    clearTimeout(timer);
  }

  /** Abandons a thread that hangs in the driver. It reports again if the driver returns. */
  #abandon(): void {
    stuck++;
    this.#capture.unref();
    const finish = this.#finish;
    this.#finish = () => stuck--;
    finish();
  }

  #woken(): void {
    const state = this.#capture.poll();
    this.#dropped = state.dropped;
    const { frame } = state;
    if (frame !== undefined) {
      const { slot, data, width, height, at } = frame;
      if (this.#closed) this.#capture.release(slot);
      else this.#listener.frame(new OpenCvFrame(this.#capture, slot, data, width, height, instant(at)));
    }
    if (state.phase !== 'over') return;
    this.#capture.detach();
    this.#finish();
    if (!this.#closed) this.#listener.over(this.#fault(state));
  }

  #fault({ code, message, backend }: NativeState): HardwareFault {
    const { device, api } = this.#config;
    const context = { device: redact(String(device)), api, ...(backend === '' ? {} : { backend }) };
    const path = typeof device === 'number' ? `/dev/video${device}` : device;
    if (code === 'open-failed' && path.startsWith('/') && !existsSync(path)) {
      return new HardwareFault('camera.absent', `${path} does not exist`, {
        remedy: 'Connect the camera. To list the cameras, run `v4l2-ctl --list-devices`.',
        context,
        transient: true,
      });
    }
    switch (code) {
      case 'lost':
      case 'end-of-file':
        return new HardwareFault('camera.lost', `${this.#name}: ${message}`, {
          remedy: 'Check the cable and the power supply. The camera is reopened automatically.',
          context,
          transient: true,
        });
      case 'format':
        return new HardwareFault('camera.format', `${this.#name}: ${message}`, {
          remedy:
            'End a GStreamer pipeline in `videoconvert ! video/x-raw,format=BGR ! appsink`, or choose another `fourcc`.',
          context,
        });
      default:
        return new HardwareFault('camera.open-failed', `${this.#name}: ${redact(message)}`, {
          remedy:
            'Check that no other program uses the camera (`fuser -v /dev/video*`), that the daemon’s user may read it, and that camera.api is right.',
          context,
          transient: true,
        });
    }
  }
}

class OpenCvFrame implements Captured {
  constructor(
    private readonly capture: NativeCapture,
    private readonly slot: number,
    readonly samples: Uint8Array,
    readonly width: number,
    readonly height: number,
    readonly capturedAt: Instant,
  ) {}

  image() {
    return { width: this.width, height: this.height, order: 'bgr', data: this.samples } as const;
  }

  release(): void {
    this.capture.release(this.slot);
  }
}

/** V4L2 for an index or device path, GStreamer for a pipeline, FFmpeg for any other path or URL. */
export function backendFor(device: number | string): Backend {
  if (typeof device === 'number' || device.startsWith('/dev/')) return 'v4l2';
  return device.includes(' ! ') ? 'gstreamer' : 'ffmpeg';
}

/** `MJPG` as OpenCV's FOURCC number. */
function packed(fourcc: string): number {
  return [...fourcc.padEnd(4).slice(0, 4)].reduce((sum, char, i) => sum | (char.charCodeAt(0) << (8 * i)), 0);
}
