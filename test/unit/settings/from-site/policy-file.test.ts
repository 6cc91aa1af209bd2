import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { timestamp } from '../../../../src/base/units.js';
import { readPolicy } from '../../../../src/settings/from-site/policy-file.js';
import { root } from '../../../support/places.js';

describe('a policy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ostiary-policy-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const read = (text: string) => {
    const file = join(folder, 'policy.yaml');
    writeFileSync(file, text);
    return readPolicy(file, timestamp(99), root);
  };

  it('is read as the example shows it', () => {
    expect(readPolicy(join(root, 'config/policy.yaml'), timestamp(99), root)).toEqual({
      by: 'policy',
      issued: 99,
      revision: 99,
      settings: {
        'recognition.margin': 0.05,
        'recognition.agree': 2,
        'recognition.of': 5,
        'recognition.singleFace': false,
        'liveness.level': 'standard',
      },
    });
  });

  it('may have a revision of its own, and say nothing else', () => {
    expect(read('revision: 7')).toEqual({ by: 'policy', issued: 99, revision: 7, settings: {} });
  });

  it('leaves to the terminal what depends on the terminal', () => {
    expect(read('recognition: { agree: 5, minSimilarity: 0.1 }\nliveness: { level: unchecked }').settings).toEqual({
      'recognition.agree': 5,
      'recognition.minSimilarity': 0.1,
      'liveness.level': 'unchecked',
    });
  });

  it('may be written for an earlier version, and is sent so: terminals of both versions understand it', () => {
    expect(read('liveness: { policy: required }').settings).toEqual({ 'liveness.policy': 'required' });
  });

  it.each([
    ['liveness:\n  policy: off', 'policy.yaml:1 liveness.level: .*off is not one of unchecked, standard, strict'],
    ['liveness:\n  level: strict\n  policy: required', 'policy.yaml:3 liveness.policy: .*is now called liveness.level'],
    ['revision: -1', 'policy.yaml:1 revision: is not a whole number in 1..99'],
    ['revision: 100', 'policy.yaml:1 revision: is not a whole number in 1..99'],
    ['\nrecognition: { margn: 0.1 }', 'policy.yaml:2 recognition.margn: .*did you mean margin'],
    ['recognition:\n  margin: 2', 'policy.yaml:2 recognition.margin: .*2 is outside 0..1'],
    ['door: { release: 4s }', 'policy.yaml:1 door.release: .*set by config-set, not by policy'],
    ['store: { keyFile: /k }', 'policy.yaml:1 store.keyFile: .*can only be set at the terminal'],
    ['recognition: { margin: [0.1] }', 'policy.yaml:1 recognition.margin: is not a single value'],
    ['- a', 'is not a map of settings'],
    ['a: [', 'policy.yaml:1'],
  ])('with a fault is refused with its place: %j', (text, fault) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: 'policy.invalid', message: expect.stringMatching(fault) }),
    );
  });
});
