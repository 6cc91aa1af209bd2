import { describe, HardwareFault, TerminalError } from '../../base/errors.js';
import { instant } from '../../base/units.js';
import type { Camera, Frame } from '../capture/camera.js';
import { openCamera } from '../capture/open-camera.js';
import type { ObservedFace } from '../domain/observation.js';
import { decodePhoto } from '../imaging/decode-photo.js';
import { previewOf } from '../imaging/preview.js';
import { openPipeline, type Pipeline } from '../open-pipeline.js';
import { giveWay } from './give-way.js';
import { dieWithParent } from './parent-death.js';
import {
  type FaultMessage,
  type FromVision,
  mostFaces,
  mostText,
  type ToVision,
  type VisionSettings,
} from './protocol.js';

/**
 * Entry of the vision process, which handles everything that touches pixels. It ends with its parent, whose pid is its argument, and on any
 * fault that it cannot recover from.
 */

dieWithParent(Number(process.argv[2]));
giveWay();

const pulseMillis = 500;
const stopping = new AbortController();
/** Requested previews that wait for a frame. */
const previews: number[] = [];
let camera: Camera | undefined;
let pipeline: Pipeline | undefined;

/** Resolves when the message is sent: a slow parent slows this loop, and meanwhile the newest frame wins. */
function send(message: FromVision): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected || process.send === undefined) return resolve();
    process.send(message, undefined, undefined, () => resolve());
  });
}

const cut = (text: string): string => text.slice(0, mostText);

function faultOf(error: unknown): FaultMessage {
  if (error instanceof TerminalError) return { code: error.code, message: cut(error.message), remedy: error.remedy };
  return {
    code: 'vision.fault',
    message: cut(error instanceof Error ? error.message : String(error)),
    remedy: 'Check the log of the vision process (journalctl -u ostiary). If this happens again, report it.',
  };
}

const log = (level: 'info' | 'warn') => (facts: object, message: string) =>
  void send({ kind: 'log', level, facts: { ...facts }, message: cut(message) });

async function configure(settings: VisionSettings): Promise<void> {
  pipeline = await openPipeline({ ...settings, log: log('info') });
  const { space, defaultMinSimilarity, pad, models } = pipeline;
  await send({ kind: 'ready', space, defaultMinSimilarity, ...(pad && { pad }), ...padFault(), models });
  if (settings.camera === undefined) return;
  const source = openCamera(settings.camera, {
    now: () => instant(Number(process.hrtime.bigint()) / 1e6),
    log: (facts, message) => {
      log('warn')(facts, message);
      // Update health at once, not half a second later.
      pulse();
    },
  });
  camera = source;
  await watch(source, pipeline);
}

async function watch(source: Camera, eyes: Pipeline): Promise<void> {
  for (;;) {
    const frame = await source.next({ signal: stopping.signal });
    const { width, height } = frame.image;
    const { faces, times } = eyes.process(frame.image);
    const { sequence, capturedAt } = frame;
    const observation = { sequence, capturedAt, width, height, faces: faces.slice(0, mostFaces), times };
    await send({ kind: 'observation', observation });
    if (previews.length > 0) void show(previews.splice(0), frame, observation.faces);
  }
}

async function show(
  ids: readonly number[],
  { sequence, capturedAt, image }: Frame,
  faces: readonly ObservedFace[],
): Promise<void> {
  const preview = { sequence, capturedAt, faces: faces.map(({ faults }) => faults), ...(await previewOf(image)) };
  for (const id of ids) await send({ kind: 'preview', id, ...preview });
}

function expectPreview(id: number): void {
  if (camera !== undefined) previews.push(id);
  else {
    const fault = new HardwareFault('camera.none', 'the vision process has no open camera', {
      remedy: 'Wait until vision is ready. `ostiary status` shows what it is waiting for.',
    });
    void send({ kind: 'askedInVain', id, fault: faultOf(fault) });
  }
}

async function analyse(id: number, bytes: Uint8Array): Promise<void> {
  try {
    if (pipeline === undefined) throw new Error('analysis requested before configuration');
    const picture = await decodePhoto(bytes);
    const { faces } = pipeline.process(picture);
    await send({
      kind: 'analysis',
      id,
      width: picture.width,
      height: picture.height,
      faces: faces.slice(0, mostFaces),
    });
  } catch (error) {
    await send({ kind: 'askedInVain', id, fault: faultOf(error) });
  }
}

async function stop(): Promise<void> {
  stopping.abort(new Error('stopping'));
  await camera?.close();
  pipeline?.close();
  process.exit(0);
}

async function fail(error: unknown): Promise<void> {
  if (stopping.signal.aborted) return;
  process.stderr.write(`${describe(error)}\n`);
  await send({ kind: 'failed', fault: faultOf(error) });
  process.exit(1);
}

process.on('message', (message: ToVision) => {
  switch (message.kind) {
    case 'configure':
      configure(message.settings).catch(fail);
      return;
    case 'analyse':
      void analyse(message.id, message.picture);
      return;
    case 'preview':
      expectPreview(message.id);
      return;
    case 'stop':
      void stop();
      return;
    default:
      message satisfies never;
  }
});
// Ctrl-C reaches the whole process group, but the parent decides when this process ends.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => void stop());
setInterval(pulse, pulseMillis);

/** Why faces are not checked for liveness, although they should be. */
function padFault(): { readonly padFault?: FaultMessage } {
  const fault = pipeline?.padFault();
  return fault === undefined ? {} : { padFault: faultOf(fault) };
}

function pulse(): void {
  const cameraHealth = camera?.health();
  void send({
    kind: 'pulse',
    dropped: camera?.dropped() ?? 0,
    residentBytes: process.memoryUsage.rss(),
    ...(cameraHealth === undefined ? {} : { camera: { ...cameraHealth, detail: cut(cameraHealth.detail) } }),
    ...padFault(),
  });
}
