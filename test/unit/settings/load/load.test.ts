import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../../../src/base/errors.js';
import { loadConfig } from '../../../../src/settings/load/load.js';
import type { TerminalConfig } from '../../../../src/settings/schema/schema.js';
import { defaultDetector, defaultEmbedder, defaultPad } from '../../../../src/settings/schema/sections/models.js';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ostiary-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function load(text: string | Uint8Array, env: Record<string, string> = {}): TerminalConfig {
  const file = join(folder, 'terminal.yaml');
  writeFileSync(file, text);
  return loadConfig(file, { env, packageRoot: '/opt/ostiary' });
}

function failure(action: () => unknown): ConfigError {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('an empty file', () => {
  it('is all defaults', () => {
    expect(load('')).toEqual({
      version: 2,
      terminal: { name: 'terminal', door: 'main' },
      camera: { source: 'opencv', device: 0, api: 'auto', stallAfter: 1500 },
      inference: { delegate: 'auto', threads: 1, edgeTpu: { library: 'libedgetpu.so.1', device: 'usb' } },
      models: {
        detector: join('/opt/ostiary', defaultDetector),
        embedder: join('/opt/ostiary', defaultEmbedder),
        pad: join('/opt/ostiary', defaultPad),
      },
      recognition: {
        margin: 0.05,
        agree: 2,
        of: 5,
        maxAge: 500,
        retryAfter: 3000,
        maxAttempts: 3,
        singleFace: false,
      },
      quality: {
        minInterOcular: 24,
        maxTurn: 0.6,
        minBrightness: 40,
        maxBrightness: 225,
        minSharpness: 20,
        minInside: 0.9,
      },
      liveness: { level: 'standard', answerWithin: 6000, attempts: 3, pause: 60_000 },
      door: {
        hardware: 'simulated',
        release: 5000,
        heldOpenAfter: 30_000,
        maxPulse: 35_000,
        lock: 'failSecure',
        onPersistedOutputs: 'warn',
      },
      store: { database: '/var/lib/ostiary/ostiary.db', keyFile: '/etc/ostiary/gallery.key' },
      audit: { maxRows: 1_000_000 },
      uplink: {
        site: 'site',
        groups: [],
        rootKeyFile: '/etc/ostiary/root.pub',
        protocol: 'auto',
        commandClock: 'required',
        outbox: 200_000,
      },
      observability: {
        logLevel: 'info',
        metricsPort: 9464,
        metricsHost: '127.0.0.1',
        controlSocket: '/run/ostiary/control.sock',
      },
    });
  });

  it('is completed from the environment alone', () => {
    const config = load('', { OSTIARY_DOOR__HARDWARE: 'gpio', OSTIARY_DOOR__RELAY__LINE: '17' });
    expect(config.door).toMatchObject({ hardware: 'gpio', relay: { line: 17, activeLow: false } });
  });
});

describe('a file of an earlier format', () => {
  it('is read as what it means now', () => {
    expect(load('version: 1\nliveness: { policy: unchecked }')).toEqual(load('liveness: { level: unchecked }'));
    expect(load('liveness: { policy: required }')).toEqual(load(''));
  });

  it('has its faults reported on its own lines', () => {
    const long = 'camera: { source: opencv, width: 640, height: 480, fps: 15, fourcc: MJPG, stallAfter: 1500ms }';
    const { message } = failure(() => load(`${long}\n\n\n\nliveness:\n  policy: maybe\ndoor: { release: 50s }\n`));
    expect(message.split('\n')).toEqual([
      expect.stringMatching(/^terminal\.yaml:6 liveness\.level: maybe is not one of/),
      expect.stringMatching(/^terminal\.yaml:7 door\.release: 50s is outside/),
    ]);
  });
});

describe('paths', () => {
  it('are relative to the folder of the file', () => {
    const config = load('models: { detector: m/d }\nstore: { database: ../o.db }\ninference: { library: ./lib.so }\n');
    expect(config.models.detector).toBe(join(folder, 'm/d'));
    expect(config.store.database).toBe(join(dirname(folder), 'o.db'));
    expect(config.inference.library).toBe(join(folder, 'lib.so'));
  });

  it('are absolute where the file and the package are named relatively', () => {
    const file = join(folder, 'relative.yaml');
    writeFileSync(file, 'store: { database: o.db }');
    const config = loadConfig(relative(process.cwd(), file), { env: {}, packageRoot: '.' });
    expect(config.store.database).toBe(join(folder, 'o.db'));
    expect(config.models.detector).toBe(join(process.cwd(), defaultDetector));
  });

  it.each([
    ['/dev/video0', '/dev/video0'],
    ['rtsp://10.0.0.5/live', 'rtsp://10.0.0.5/live'],
    ['v4l2src ! appsink', 'v4l2src ! appsink'],
    [2, 2],
  ])('leave camera device %s as it is', (device, expected) => {
    expect(load(`camera: { device: ${device} }`).camera).toMatchObject({ device: expected });
  });

  it('of video files and pictures are resolved', () => {
    expect(load('camera: { device: v/a.mp4 }').camera).toMatchObject({ device: join(folder, 'v/a.mp4') });
    expect(load('camera: { source: frames, files: [a.jpg, /b.jpg] }').camera).toMatchObject({
      files: [join(folder, 'a.jpg'), '/b.jpg'],
    });
  });

  it('may begin with $OSTIARY_SHARED/', () => {
    const config = load('models: { detector: $OSTIARY_SHARED/models/d }', { OSTIARY_SHARED: '/srv/shared' });
    expect(config.models.detector).toBe('/srv/shared/models/d');
  });
});

describe('the examples', () => {
  it('load as they are', () => {
    const example = loadConfig(join(root, 'config/terminal.yaml'), { env: {}, packageRoot: root });
    expect(example).toMatchObject({ camera: { source: 'opencv' }, door: { hardware: 'gpio', relay: { line: 17 } } });
    const demo = loadConfig(join(root, 'config/demo.yaml'), { env: {}, packageRoot: root });
    expect(demo).toMatchObject({
      camera: { source: 'frames', folder: join(root, '.demo/frames'), fps: 10, loop: false },
      liveness: { level: 'standard' },
      door: { hardware: 'simulated', rex: {}, contact: {} },
      store: { keyFile: join(root, '.demo/gallery.key') },
    });
  });

  it('can be tried without hardware', () => {
    const env = { OSTIARY_DOOR__HARDWARE: 'simulated' };
    const config = loadConfig(join(root, 'config/terminal.yaml'), { env, packageRoot: root });
    expect(config.door.hardware).toBe('simulated');
  });
});

describe('a file that cannot be used', () => {
  it('is missing', () => {
    const error = failure(() => loadConfig(join(folder, 'none.yaml'), { env: {}, packageRoot: '/' }));
    expect(error).toMatchObject({ code: 'config.missing', exitCode: 78 });
    expect(error.message).toContain('none.yaml');
  });

  it.each(['/dev/zero', '/', 'a\0b'])('is unreadable: %j', (file) => {
    expect(failure(() => loadConfig(file, { env: {}, packageRoot: '/' }))).toMatchObject({ code: 'config.unreadable' });
  });

  it('is too large', () => {
    expect(failure(() => load('#'.repeat(1024 * 1024 + 1)))).toMatchObject({ code: 'config.unreadable' });
  });

  it('is not YAML', () => {
    expect(failure(() => load('door: {'))).toMatchObject({ code: 'config.invalid' });
    expect(failure(() => load(Uint8Array.of(0xff, 0xfe, 0, 1, 2)))).toMatchObject({ code: 'config.invalid' });
  });
});
