import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../../../src/base/errors.js';
import { loadConfig } from '../../../../src/settings/load/load.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ostiary-faults-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function faults(text: string, env: Record<string, string> = {}): string[] {
  const file = join(folder, 'terminal.yaml');
  writeFileSync(file, text);
  try {
    loadConfig(file, { env, packageRoot: '/' });
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ code: 'config.invalid', exitCode: 78 });
    expect((error as ConfigError).remedy).toContain(file);
    return (error as ConfigError).message.split('\n');
  }
  return [];
}

describe('one fault', () => {
  it.each([
    ['door: { release: 50s }', 'door.release: 50s is outside 1s..30s (default 5s)'],
    ['door: { release: 5 }', 'door.release: 5 has no unit; write a duration in 1s..30s, for example 5s (default 5s)'],
    [
      'recognition: { maxAge: 300 }',
      'recognition.maxAge: 300 has no unit; write a duration in 50ms..5s, for example 300ms (default 500ms)',
    ],
    ['door: { release: }', 'door.release: has no value; add one, or remove the line (default 5s)'],
    ['door: { relase: 5s }', 'door.relase: is not a known setting; did you mean release?'],
    ['door: { Release: 5s }', 'door.Release: is not a known setting; did you mean release?'],
    ['door: { hold_open_after: 30s }', 'door.hold_open_after: is not a known setting; did you mean heldOpenAfter?'],
    ['release: 5s', 'release: is not a section; move it into door'],
    ['audit: { colour: red }', 'audit.colour: is not a known setting; known names: maxRows, maxAge'],
    ['audit: { __proto__: { a: 1 } }', 'audit.__proto__: is not a known setting; known names: maxRows, maxAge'],
    ['audit: { constructor: 1 }', 'audit.constructor: is not a known setting; known names: maxRows, maxAge'],
    ['audit: { maxRows: 10 }', 'audit.maxRows: 10 is outside 1000..100000000 (default 1000000)'],
    ['audit: { maxAge: 90 }', 'audit.maxAge: 90 has no unit; write a duration in 1d..3650d, for example 90d'],
    ['inference: { threads: 1.5 }', 'inference.threads: 1.5 is not a whole number in 1..8 (default 1)'],
    ['quality: { maxTurn: .inf }', 'quality.maxTurn: Infinity is not a number in 0..1 (default 0.6)'],
    ['recognition: { singleFace: yes }', 'recognition.singleFace: yes is neither true nor false (default false)'],
    ['liveness: { level: off }', 'liveness.level: off is not one of unchecked, standard, strict (default standard)'],
    // The former name is read, so its value is reported under the present one.
    ['liveness: { policy: off }', 'liveness.level: off is not one of unchecked, standard, strict (default standard)'],
    [
      'liveness: { policy: false }',
      'liveness.level: false is not one of unchecked, standard, strict (default standard)',
    ],
    ['liveness: { policy: }', 'liveness.level: has no value; add one, or remove the line (default standard)'],
    ['liveness: { policy: off, level: strict }', 'liveness.level: is given twice, first on line 1'],
    ['{ version: 2, liveness: { policy: required } }', 'liveness.policy: is now called liveness.level'],
    [
      '{ version: 1.5 }',
      'version: 1.5 is not a format that this version of Ostiary supports (1..2); install the release that wrote the file (default 2)',
    ],
    ['camera: { source: webcam }', 'camera.source: webcam is not one of opencv, pipe, frames (default opencv)'],
    [
      'camera: { source: pipe, command: [], format: bgr, width: 64, height: 64 }',
      'camera.command: is empty; list the program, then its arguments',
    ],
    ['camera: { command: [a] }', 'camera.command: is only valid with source: pipe'],
    [
      'camera: { source: pipe, command: [a], format: bgr, width: 64, height: 64, fps: 5 }',
      'camera.fps: is only valid with source: opencv or source: frames',
    ],
    ['camera: { source: frames }', 'camera: needs exactly one of folder and files'],
    ['camera: { source: frames, folder: a, files: [b] }', 'camera: needs exactly one of folder and files'],
    ['camera: { fourcc: MJPEG }', 'camera.fourcc: MJPEG is not a pixel format of four characters'],
    [
      'camera: { device: -1 }',
      'camera.device: -1 is not a device: use an index 0..255, a path, a URL or a GStreamer pipeline (default 0)',
    ],
    ['camera: [1]', 'camera: a list is not a map of settings'],
    ['door: { hardware: gpio }', 'door.relay: is required'],
    ['door: { hardware: gpio, relay: {} }', 'door.relay.line: is required'],
    ['door: { hardware: gpio, relay: { line: 5 }, rex: { line: 5 } }', 'door.rex.line: is already used by relay'],
    ['door: { release: 10s, maxPulse: 10s }', 'door.maxPulse: 10s must be above release, which is 10s (default 35s)'],
    ['recognition: { agree: 6 }', 'recognition.agree: 6 must be below or equal to of, which is 5 (default 2)'],
    [
      'quality: { minBrightness: 225 }',
      'quality.minBrightness: 225 must be below maxBrightness, which is 225 (default 40)',
    ],
    [
      'store: { database: ~/o.db }',
      'store.database: ~/o.db begins with ~ or $, which is not expanded; write the full path (default /var/lib/ostiary/ostiary.db)',
    ],
    ['store: { database: $OSTIARY_SHARED/o.db }', 'store.database: needs OSTIARY_SHARED, which is not set'],
    ['terminal: { door: a b }', 'terminal.door: a b is not a door id: use 1 to 64 of A-Z a-z 0-9 . _ - (default main)'],
    ['door: { relay: { line: 2000 } }', 'door.relay.line: 2000 is not a line: use an offset 0..1023 or a name'],
    ['- a', 'a list is not a map of settings'],
  ])('%s', (text, expected) => {
    const [first, ...others] = faults(text);
    expect(first?.replace(/^terminal\.yaml:1:? /, '')).toBe(expected);
    expect(others).toEqual([]);
  });
});

it('reports nothing but the syntax where the file is no YAML', () => {
  expect(faults('camera: @x\n', { OSTIARY_DOOR__HARDWARE: 'gpio' })).toHaveLength(1);
});

it('keeps every fault on one line', () => {
  expect(faults('"a\\nb": 1')[0]).toMatch(/^terminal\.yaml:1 "a\\nb": is not a known section/);
});

it('never repeats a key that was pasted in place of its path', () => {
  const key = '0123456789abcdef'.repeat(4);
  const [fault] = faults(`store: { keyFile: ${key} }`);
  expect(fault).toMatch(/is a key, not a path/);
  expect(fault).not.toContain(key);
});

it('reports all faults at once, in the order of the file, those of the environment last', () => {
  const text = `terminal:
  nmae: front
audit: { maxRows: 1 }
door:
  hardware: gpio
  release: 20s
  relase: 3s
  maxPulse: 10s
  lock: safe
  lock: failSafe
recognition: { agree: 3, of: 2, margin: 7 }
`;
  const env = { OSTIARY_DOOR__HELDOPENAFTER: '1s', OSTIARY_DOOR__LOK: 'failSafe' };
  expect(faults(text, env)).toEqual([
    'terminal.yaml:2 terminal.nmae: is not a known setting; did you mean name?',
    'terminal.yaml:3 audit.maxRows: 1 is outside 1000..100000000 (default 1000000)',
    'terminal.yaml:4 door.relay: is required',
    'terminal.yaml:7 door.relase: is not a known setting; did you mean release?',
    'terminal.yaml:8 door.maxPulse: 10s must be above release, which is 20s (default 35s)',
    'terminal.yaml:9 door.lock: safe is not one of failSecure, failSafe (default failSecure)',
    'terminal.yaml:10 door.lock: is given twice, first on line 9',
    'terminal.yaml:11 recognition.margin: 7 is outside 0..1 (default 0.05)',
    'terminal.yaml:11 recognition.agree: 3 must be below or equal to of, which is 2 (default 2)',
    'OSTIARY_DOOR__LOK door.lok: is not a known setting; did you mean lock?',
    'OSTIARY_DOOR__HELDOPENAFTER door.heldOpenAfter: 1s is outside 5s..10m (default 30s)',
  ]);
});
