import { dirname } from 'node:path';
import { AuditReader } from '../audit/sqlite/audit-reader.js';
import { TerminalError } from '../base/errors.js';
import { redact } from '../base/redact.js';
import { seconds } from '../base/units.js';
import type { DaemonStatus } from '../control/status.js';
import { integrityFaults, openDatabase } from '../database/open-database.js';
import type { CameraReading } from '../doctor/camera.js';
import type { DaemonReading } from '../doctor/daemon.js';
import type { GpioReading, LineReading } from '../doctor/gpio.js';
import type { ModelReading } from '../doctor/model.js';
import { readText } from '../doctor/read-file.js';
import type { StoreReading } from '../doctor/store.js';
import { pixelFormat } from '../doctor/v4l2/pixel-format.js';
import { findLine, lineInfo, listChips } from '../door/gpio/chips.js';
import { persistedOutputsSetting } from '../door/gpio/door.js';
import type { LinePlace } from '../door/ports/door-wiring.js';
import { SqliteGalleryStore } from '../gallery/sqlite/gallery-store.js';
import { readBundle } from '../models/bundle.js';
import { bootId } from '../platform/boot-id.js';
import { locateKeyFile, readKeyFile } from '../platform/key-file.js';
import { systemClock } from '../platform/system-clock.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { probeEdgeTpu } from '../vision/tflite/edgetpu-probe.js';
import { probeModel } from '../vision/tflite/probe-model.js';
import { askCamera, askRunningDaemon } from './control-client.js';
import { openEyes } from './vision.js';

/** What the doctor can only see through adapters and the vision process. Each throws what stands in its way. */

export async function probeDaemon(config: TerminalConfig): Promise<DaemonReading> {
  try {
    const { version, uptimeSeconds, reports } = JSON.parse(await askRunningDaemon(config, '/status')) as DaemonStatus;
    return { answers: true, version, uptimeSeconds, reports };
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    return { answers: false, code: error.code, why: error.message, remedy: error.remedy };
  }
}

export const clockSynchronised = (): boolean => systemClock().wallTrusted();

/** Through the daemon that holds the camera, or else a vision process of its own. */
export async function probeCamera(config: TerminalConfig, daemonRuns: boolean): Promise<CameraReading> {
  const { camera } = config;
  const { width, height, fps } = { width: undefined, height: undefined, fps: undefined, ...camera };
  const looks = daemonRuns ? await twice(() => askCamera(config)) : await lookAlone(config);
  // Only now is the device set up as the configuration asks.
  const device = camera.source === 'opencv' ? v4l2(camera.device) : {};
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

async function lookAlone(config: TerminalConfig): Promise<CameraReading['looks']> {
  const eyes = await openEyes(config, { camera: true });
  try {
    return await twice(() => eyes.vision.preview({ within: seconds(10) }));
  } finally {
    await eyes.close();
  }
}

type Look = CameraReading['looks'][number];

async function twice(look: () => Promise<Look & { readonly jpeg: Uint8Array }>): Promise<CameraReading['looks']> {
  const measures = async (): Promise<Look> => {
    const { jpeg: _, ...rest } = await look();
    return rest;
  };
  const first = await measures();
  await new Promise((resolve) => setTimeout(resolve, 2000));
  return [first, await measures()];
}

/** What the driver of a V4L2 device tells; nothing of pipelines, URLs and files. */
function v4l2(device: string | number): Pick<CameraReading, 'driver' | 'format'> {
  const index = typeof device === 'number' ? device : /^\/dev\/video(\d+)$/.exec(device)?.[1];
  const driver = index === undefined ? undefined : readText(`/sys/class/video4linux/video${index}/name`);
  if (driver === undefined) return {};
  const format = pixelFormat(`/dev/video${index}`);
  return { driver, ...(format === undefined ? {} : { format }) };
}

export async function probeModels(config: TerminalConfig): Promise<readonly ModelReading[]> {
  const { library, delegate, threads, edgeTpu } = config.inference;
  const tpu = delegate === 'edgetpu' || (delegate === 'auto' && (await probeEdgeTpu(edgeTpu)).usable);
  const own = { ...(library === undefined ? {} : { library }), ...(tpu ? { edgeTpu } : {}) };
  const readings: ModelReading[] = [];
  for (const folder of [config.models.detector, config.models.embedder]) {
    const { bundle, bytes } = await readBundle(folder);
    const { name, role, sha256 } = bundle;
    const facts = await probeModel(bytes, { name, sha256, threads, delegate, ...own });
    const { invokeMs, runtime, fallback } = facts;
    readings.push({ name, role, delegate: facts.delegate, invokeMs, runtime, ...(fallback ? { fallback } : {}) });
  }
  return readings;
}

export function probeGpio({ door }: TerminalConfig, daemonRuns: boolean): GpioReading {
  const { hardware, onPersistedOutputs } = door;
  const persisted = persistedOutputsSetting();
  const common = { hardware, onPersistedOutputs, daemonRuns, ...(persisted === undefined ? {} : { persisted }) };
  if (hardware !== 'gpio') return { ...common, chips: [], lines: [] };
  const chips = listChips();
  const reading = (use: string, place: LinePlace): LineReading => {
    try {
      const found = findLine(place, chips);
      const { name, used, consumer } = lineInfo(found);
      return { use, place: `line ${found.offset} of ${found.chip.label}`, name, used, consumer };
    } catch (error) {
      if (!(error instanceof TerminalError)) throw error;
      return { use, fault: `${error.code}: ${error.message}`, remedy: error.remedy };
    }
  };
  const { relay, rex, contact } = door;
  const places = Object.entries({ relay, rex, contact });
  return {
    ...common,
    chips: chips.map(({ label, path, lines }) => `${label} (${path}, ${lines} lines)`),
    lines: places.flatMap(([use, place]) => (place === undefined ? [] : [reading(use, place)])),
  };
}

/** Opens the gallery with its key: whether the key fits is a part of being sound. */
export function probeStore({ store }: TerminalConfig): StoreReading {
  const path = store.database;
  const db = openDatabase(path, { create: false });
  const faults = [...integrityFaults(db)];
  db.close();
  if (faults.length > 0)
    return { path, people: 0, templates: 0, faults, chain: { ok: false, sequence: 0, detail: '' } };
  const key = readKeyFile(locateKeyFile(store.keyFile, process.env));
  const gallery = new SqliteGalleryStore({ path, key, bootId });
  const audit = new AuditReader(path);
  try {
    const templates = [...gallery.templateCounts().values()].reduce((sum, count) => sum + count, 0);
    const newest = audit.tail(1)[0]?.wall;
    return {
      path,
      people: gallery.people().length,
      templates,
      faults,
      chain: audit.verify(),
      ...(newest === undefined ? {} : { newestEvent: newest }),
    };
  } finally {
    audit.close();
    gallery.close();
  }
}

/** Where the daemon keeps its state. */
export const stateFolder = (config: TerminalConfig): string => dirname(config.store.database);
