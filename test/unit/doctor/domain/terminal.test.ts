import { describe, expect, it } from 'vitest';
import { StoreError } from '../../../../src/base/errors.js';
import { instant } from '../../../../src/base/units.js';
import { check } from '../../../../src/doctor/check.js';
import { type CameraReading, judgeCamera } from '../../../../src/doctor/domain/camera.js';
import { judgeDaemon } from '../../../../src/doctor/domain/daemon.js';
import { type GpioReading, judgeGpio } from '../../../../src/doctor/domain/gpio.js';
import { judgeKeys, type KeyReading } from '../../../../src/doctor/domain/keys.js';
import { judgeModels } from '../../../../src/doctor/domain/models.js';
import { judgePermissions, type PermissionsReading } from '../../../../src/doctor/domain/permissions.js';
import { judgeStore } from '../../../../src/doctor/domain/store.js';
import { userOf } from '../../../../src/doctor/machine/permissions.js';
import type { LineReading } from '../../../../src/door/domain/line-reading.js';

const day = 24 * 60 * 60_000;
const levels = (findings: readonly { readonly level: string }[]): string[] => findings.map(({ level }) => level);

describe('gpio', () => {
  const relay = (change: object): LineReading => ({
    use: 'relay',
    place: 'line 17 of pinctrl-bcm2711',
    name: 'GPIO17',
    used: true,
    consumer: 'ostiary relay',
    ...change,
  });
  const reading = (line: LineReading, change: Partial<GpioReading> = {}): GpioReading => ({
    hardware: 'gpio',
    chips: ['pinctrl-bcm2711 (/dev/gpiochip0, 58 lines)'],
    lines: [line],
    onPersistedOutputs: 'warn',
    daemonRuns: true,
    ...change,
  });
  it.each<[string, GpioReading, string[]]>([
    ['held by the daemon', reading(relay({})), ['ok', 'ok', 'ok']],
    ['held by another', reading(relay({ consumer: 'gpioset' })), ['ok', 'fail', 'ok']],
    ['held by nobody though the daemon runs', reading(relay({ used: false, consumer: '' })), ['ok', 'fail', 'ok']],
    ['held though no daemon answers', reading(relay({}), { daemonRuns: false }), ['ok', 'warn', 'ok']],
    [
      'free before the first start',
      reading(relay({ used: false, consumer: '' }), { daemonRuns: false }),
      ['ok', 'ok', 'ok'],
    ],
    [
      'a line that does not exist',
      reading({ use: 'rex', fault: 'door.no-line: no', remedy: 'Set line.' }),
      ['ok', 'fail', 'ok'],
    ],
    ['a kernel that keeps outputs', reading(relay({}), { persisted: 'Y' }), ['ok', 'ok', 'warn']],
    ['simulated', reading(relay({}), { hardware: 'simulated' }), ['warn']],
    ['sysfs', reading(relay({}), { hardware: 'onoff' }), ['warn']],
  ])('%s', (_, gpio, expected) => expect(levels(judgeGpio(gpio))).toEqual(expected));
});

describe('camera', () => {
  const look = (sequence: number, at: number, change: object = {}) => ({
    sequence,
    capturedAt: instant(at),
    width: 640,
    height: 480,
    brightness: 112.4,
    sharpness: 143,
    faces: [],
    ...change,
  });
  const reading = (change: object, rate = 15): CameraReading => ({
    camera: 'opencv 0',
    driver: 'USB 2.0 Camera',
    looks: [look(100, 5000), look(100 + 2 * rate, 7000, change)],
    format: 'MJPG',
    wanted: { width: 640, height: 480, fps: 15, format: 'MJPG' },
  });
  it.each<[string, CameraReading, string[]]>([
    ['a good picture', reading({}), ['ok', 'ok', 'ok', 'ok']],
    ['another pixel format', { ...reading({}), format: 'YUYV' }, ['warn', 'ok', 'ok', 'ok']],
    ['another size', reading({ width: 320, height: 240 }), ['warn', 'ok', 'ok', 'ok']],
    ['half the rate', reading({}, 7), ['ok', 'warn', 'ok', 'ok']],
    ['hardly a picture', reading({}, 1), ['ok', 'fail', 'ok', 'ok']],
    ['no picture between the looks', reading({ sequence: 100, capturedAt: 5000 }), ['ok', 'fail', 'ok', 'ok']],
    ['a covered lens', reading({ brightness: 9, sharpness: 2 }), ['ok', 'ok', 'warn', 'warn']],
    ['against the light', reading({ brightness: 240 }), ['ok', 'ok', 'warn', 'ok']],
  ])('%s', (_, camera, expected) => expect(levels(judgeCamera(camera))).toEqual(expected));

  it('says what it saw', () => {
    expect(judgeCamera(reading({})).map(({ seen }) => seen)).toEqual([
      'opencv 0 (USB 2.0 Camera) delivers 640x480 in MJPG',
      '15.0 frames/s of 15 requested',
      'brightness 112 of 255',
      'sharpness 143',
    ]);
  });
});

describe('models', () => {
  const model = { name: 'public-mbf', role: 'embedder', delegate: 'xnnpack-qs8', invokeMs: 5.2, runtime: '2.9.0' };
  it.each([
    [model, 'ok', 'embedder public-mbf: 5.2 ms on xnnpack-qs8, TFLite 2.9.0'],
    [{ ...model, delegate: 'builtin', invokeMs: 39 }, 'warn', 'builtin'],
    [{ ...model, invokeMs: 400 }, 'warn', '400.0 ms'],
    [{ ...model, fallback: 'edgetpu: no device' }, 'warn', 'edgetpu: no device'],
  ])('%o', (reading, level, seen) => {
    expect(judgeModels([reading])).toEqual([expect.objectContaining({ level, seen: expect.stringContaining(seen) })]);
  });
});

describe('permissions', () => {
  const passwd = 'root:x:0:0:root:/root:/bin/bash\nostiary:x:997:996::/var/lib/ostiary:/usr/sbin/nologin\n';
  const group = 'root:x:0:\nvideo:x:44:pi,ostiary\ngpio:x:993:pi\nostiary:x:996:\n';
  const reading = (change: Partial<PermissionsReading>): PermissionsReading => {
    const user = userOf(997, passwd, group);
    return {
      config: { path: '/etc/ostiary/terminal.yaml', mode: 0o640, uid: 0 },
      configFolder: { path: '/etc/ostiary', mode: 0o755, uid: 0 },
      state: { path: '/var/lib/ostiary', mode: 0o700, uid: 997 },
      needed: ['video'],
      ...(user === undefined ? {} : { user }),
      ...change,
    };
  };
  it('knows the user and its groups', () => {
    expect(userOf(997, passwd, group)).toEqual({ uid: 997, name: 'ostiary', groups: ['video', 'ostiary'] });
    expect(userOf(4711, passwd, group)).toBeUndefined();
  });
  it.each<[string, Partial<PermissionsReading>, string[]]>([
    ['an installed terminal', {}, ['ok']],
    ['a group that is missing', { needed: ['video', 'gpio'] }, ['fail']],
    ['a configuration that all may write', { config: { path: '/c', mode: 0o666, uid: 0 } }, ['fail']],
    ['state open to others', { state: { path: '/s', mode: 0o755, uid: 997 } }, ['warn']],
    ['no state folder', { state: { path: '/s' } }, ['fail']],
    ['run by root', { user: { uid: 0, name: 'root', groups: ['root'] } }, ['warn']],
  ])('%s', (_, change, expected) => expect(levels(judgePermissions(reading(change)))).toEqual(expected));
});

describe('keys, store, daemon', () => {
  const now = Date.UTC(2026, 10, 1);
  it.each<[string, Partial<KeyReading>, string, string]>([
    ['a key of its own', { mode: 0o600 }, 'ok', 'mode 600'],
    ['a key that all can read', { mode: 0o644 }, 'fail', 'Run: chmod 600 /etc/ostiary/x'],
    ['no file', {}, 'fail', 'mode 600'],
    ['a credential of systemd', { mode: 0o440, credential: true }, 'ok', 'systemd'],
    ['a fault', { fault: { code: 'key.missing', message: 'no', remedy: 'Restore it.' } }, 'fail', 'Restore it.'],
    ['a private key for a group', { mode: 0o640, forbidden: 0o037 }, 'ok', 'mode 640'],
    ['a private key that the group may change', { mode: 0o660, forbidden: 0o037 }, 'fail', 'Run: chmod 640'],
    ['a root key that all may change', { mode: 0o666, forbidden: 0o022 }, 'fail', 'changed by others'],
    ['a good certificate', { mode: 0o644, forbidden: 0o022, validUntil: now + 400 * day }, 'ok', 'until 2027-12-06'],
    ['one that ends soon', { mode: 0o644, forbidden: 0o022, validUntil: now + 9 * day }, 'warn', 'Renew'],
  ])('tells %s', (_, change, level, words) => {
    const key = { path: '/etc/ostiary/x', use: 'key', forbidden: 0o077, credential: false };
    const [finding] = judgeKeys([{ ...key, ...change }], now);
    expect(finding?.level).toBe(level);
    expect(JSON.stringify(finding)).toContain(words);
  });

  it('tells a damaged database and a broken chain', () => {
    const chain = { ok: true, rows: 12, lastSequence: 12, head: 'ab'.repeat(32) } as const;
    const sound = { path: '/d', people: 2, templates: 7, faults: [], chain };
    expect(judgeStore(sound).map(({ seen }) => seen)).toEqual([
      '/d is intact: 2 people, 7 templates',
      'the audit chain is intact: 12 events, head abababababababab at sequence 12',
    ]);
    expect(levels(judgeStore({ ...sound, faults: ['row 3 missing from index'] }))).toEqual(['fail']);
    expect(levels(judgeStore({ ...sound, chain: { ok: false, sequence: 5, detail: 'altered' } }))).toEqual([
      'ok',
      'fail',
    ]);
  });

  it('repeats what the daemon says of its parts', () => {
    const well = {
      answers: true,
      version: '1',
      uptimeSeconds: 9,
      reports: [{ part: 'door', level: 'ok', detail: '' }],
    } as const;
    expect(levels(judgeDaemon(well, '1'))).toEqual(['ok']);
    expect(levels(judgeDaemon(well, '2'))).toEqual(['warn']);
    const ill = { ...well, reports: [{ part: 'camera', level: 'failed', detail: 'stalled' }] } as const;
    expect(judgeDaemon(ill, '1')).toEqual([
      expect.objectContaining({ level: 'fail', seen: 'camera is failed: stalled' }),
    ]);
    expect(
      levels(judgeDaemon({ answers: false, code: 'control.no-daemon', why: '', remedy: 'Start it.' }, '1')),
    ).toEqual(['warn']);
  });
});

it('turns what a probe throws into a finding with its remedy', async () => {
  const broken = check(
    'store',
    () => Promise.reject(new StoreError('store.corrupt', 'damaged', { remedy: 'Restore.' })),
    () => [],
  );
  expect((await broken.run()).findings).toEqual([
    { level: 'fail', seen: 'store.corrupt: damaged', remedy: 'Restore.' },
  ]);
});
