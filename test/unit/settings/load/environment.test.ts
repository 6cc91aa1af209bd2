import { describe, expect, it } from 'vitest';
import { applyEnvironment, expandShared } from '../../../../src/settings/load/environment.js';
import { readYaml } from '../../../../src/settings/load/read-yaml.js';
import { formatFault } from '../../../../src/settings/load/report.js';

const apply = (text: string, env: Record<string, string | undefined>) => applyEnvironment(readYaml(text), env);

describe('applyEnvironment', () => {
  it.each([
    ['OSTIARY_DOOR__RELEASE', '3s', { door: { release: '3s' } }],
    ['OSTIARY_door__release', '3s', { door: { release: '3s' } }],
    ['OSTIARY_RECOGNITION__MINSIMILARITY', '0.5', { recognition: { minSimilarity: 0.5 } }],
    ['OSTIARY_RECOGNITION__MIN_SIMILARITY', '0.5', { recognition: { minSimilarity: 0.5 } }],
    ['OSTIARY_RECOGNITION__SINGLE_FACE', 'true', { recognition: { singleFace: true } }],
    ['OSTIARY_TERMINAL__NAME', '42', { terminal: { name: '42' } }],
    ['OSTIARY_TERMINAL__NAME', 'a: #b', { terminal: { name: 'a: #b' } }],
    ['OSTIARY_CAMERA__DEVICE', '1', { camera: { device: 1 } }],
    ['OSTIARY_CAMERA__DEVICE', 'v4l2src ! appsink', { camera: { device: 'v4l2src ! appsink' } }],
    ['OSTIARY_CAMERA__COMMAND', '[ffmpeg, -i, "0"]', { camera: { command: ['ffmpeg', '-i', '0'] } }],
    ['OSTIARY_DOOR__RELAY__LINE', '17', { door: { relay: { line: 17 } } }],
    ['OSTIARY_DOOR__REX', '{}', { door: { rex: {} } }],
    ['OSTIARY_LIVENESS__POLICY', 'required', { liveness: { level: 'standard' } }],
    ['OSTIARY_LIVENESS__POLICY', 'unchecked', { liveness: { level: 'unchecked' } }],
    ['OSTIARY_LIVENESS__POLICY', 'off', { liveness: { level: 'off' } }],
  ])('%s=%s', (name, text, expected) => {
    expect(apply('', { [name]: text })).toMatchObject({ value: expected, faults: [] });
  });

  it('overrides the file, setting by setting', () => {
    const { value, places } = apply('door: { release: 5s, lock: failSafe }', { OSTIARY_DOOR__RELEASE: '3s' });
    expect(value).toEqual({ door: { release: '3s', lock: 'failSafe' } });
    expect(places.find(['door', 'release'])).toEqual({ variable: 'OSTIARY_DOOR__RELEASE' });
    expect(places.find(['door', 'lock'])).toEqual({ line: 1 });
  });

  it('leaves other variables alone, and empty ones', () => {
    const env = { OSTIARY_SHARED: '/s', OSTIARY_DOOR__RELEASE: '', DOOR__RELEASE: '3s', OSTIARY_DOOR__LOCK: undefined };
    expect(apply('', env)).toMatchObject({ value: {}, faults: [] });
  });

  it.each([
    [{ OSTIARY_DOR__RELEASE: '3s' }, 'OSTIARY_DOR__RELEASE dor: is not a known section; did you mean door?'],
    [{ OSTIARY_DOOR__RELASE: '3s' }, 'OSTIARY_DOOR__RELASE door.relase: is not a known setting; did you mean release?'],
    [{ OSTIARY_DOOR__RELEASE__X: '3s' }, 'OSTIARY_DOOR__RELEASE__X door.release.x: is not a known setting'],
    [
      { OSTIARY_DOOR__RELEASE: '3s', OSTIARY_door__release: '4s' },
      'OSTIARY_door__release door.release: is also set by OSTIARY_DOOR__RELEASE',
    ],
    [
      { OSTIARY_LIVENESS__LEVEL: 'strict', OSTIARY_LIVENESS__POLICY: 'unchecked' },
      'OSTIARY_LIVENESS__POLICY liveness.level: is also set by OSTIARY_LIVENESS__LEVEL',
    ],
    [
      { OSTIARY_LIVENESS__POLICE: 'x' },
      'OSTIARY_LIVENESS__POLICE liveness.police: is not a known setting; known names: level, answerWithin, attempts, pause, drillWithin, snapshots',
    ],
  ])('refuses %j', (env, expected) => {
    expect(apply('', env).faults.map((fault) => formatFault('t.yaml', fault))).toEqual([expected]);
  });

  it('leaves a broken section for validation to refuse', () => {
    expect(apply('door: 5', { OSTIARY_DOOR__RELEASE: '3s' }).value).toEqual({ door: 5 });
  });
});

describe('expandShared', () => {
  const text = 'camera: { source: frames, files: [$OSTIARY_SHARED/a.jpg, x/$OSTIARY_SHARED/b.jpg, $HOME/c.jpg] }';

  it('expands a leading $OSTIARY_SHARED/ and nothing else', () => {
    expect(expandShared(readYaml(text), { OSTIARY_SHARED: '/shared', HOME: '/root' }).value).toMatchObject({
      camera: { files: ['/shared/a.jpg', 'x/$OSTIARY_SHARED/b.jpg', '$HOME/c.jpg'] },
    });
  });

  it('says what is missing', () => {
    const faults = expandShared(readYaml(text), {}).faults.map((fault) => formatFault('t.yaml', fault));
    expect(faults).toEqual(['t.yaml:1 camera.files[0]: needs OSTIARY_SHARED, which is not set']);
  });
});
