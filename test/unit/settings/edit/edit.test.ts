import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { editConfig } from '../../../../src/settings/edit/edit.js';

const example = readFileSync(fileURLToPath(new URL('../../../../config/terminal.yaml', import.meta.url)), 'utf8');

/** The lines that differ, as [before, after]. */
function changed(before: string, after: string): [string | undefined, string | undefined][] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  expect(b.length).toBe(a.length);
  return a.flatMap((line, i): [string | undefined, string | undefined][] => (line === b[i] ? [] : [[line, b[i]]]));
}

describe('editConfig', () => {
  it('changes one line of the example and keeps all its comments', () => {
    expect(changed(example, editConfig(example, 'door.release', '3s'))).toEqual([
      [
        '  release: 5s # Time the strike stays released (1s..30s)',
        '  release: 3s # Time the strike stays released (1s..30s)',
      ],
    ]);
  });

  it.each([
    ['door.relay.line', 'GPIO17', 'line: GPIO17 # No default'],
    ['recognition.singleFace', 'true', 'singleFace: true #'],
    ['camera.device', '"/dev/video2"', 'device: /dev/video2'],
  ])('sets %s to %s', (name, value, expected) => expect(editConfig(example, name, value)).toContain(expected));

  it('adds settings and sections, also to a section that is all comments', () => {
    expect(editConfig('', 'door.release', '3s')).toBe('door:\n  release: 3s\n');
    expect(editConfig('door:\n  # nothing yet\n', 'door.release', '3s')).toContain('release: 3s');
    expect(editConfig('terminal:\n  name: a\n', 'door.rex.line', '27')).toBe(
      'terminal:\n  name: a\ndoor:\n  rex:\n    line: 27\n',
    );
  });

  it('removes a setting', () => {
    expect(editConfig('door:\n  release: 3s\n  lock: failSafe\n', 'door.release', undefined)).toBe(
      'door:\n  lock: failSafe\n',
    );
  });

  it.each([
    ['a: [', 'a.b', '1'],
    ['- 1\n', '__proto__.x', '1'],
    ['text', 'a.b', '1'],
    ['door: 5\n', 'door.release', '3s'],
    ['', '', '1'],
    ['', 'door.', '1'],
    ['', 'door.release', '{'],
  ])('refuses %j %s %s', (text, name, value) => {
    expect(() => editConfig(text, name, value)).toThrowError(expect.objectContaining({ code: 'config.edit' }));
  });
});
