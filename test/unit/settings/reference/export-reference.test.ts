import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { referenceText } from '../../../../src/settings/reference/export-reference.js';

const file = fileURLToPath(new URL('../../../../docs/configuration.md', import.meta.url));

it('is what docs/configuration.md holds (npm run build && node dist/settings/reference/write-reference.js)', () => {
  expect(readFileSync(file, 'utf8')).toBe(referenceText());
});

it('tells default, range and effect of a setting, and of each kind of camera', () => {
  const text = referenceText();
  expect(text).toContain(
    '| `door.release` | duration | `5s` | at once | `config-set` | Time the strike stays released (1s..30s) |',
  );
  expect(text).toContain('| `door.relay.line` | whole number 0..1023 or text | *required* | restart |  | GPIO');
  expect(text).toContain('### camera.source: pipe');
});

it('lists what all kinds of door share once, and what only some have under each of them', () => {
  const [, door = ''] = referenceText().split('\n## door\n');
  const [common = '', ...kinds] = (door.split('\n## ')[0] ?? '').split('\n### ');
  expect(kinds.map((kind) => kind.split('\n')[0])).toEqual([
    'door.hardware: simulated',
    'door.hardware: gpio',
    'door.hardware: onoff',
  ]);
  expect(common).toContain('| `door.release` |');
  expect(common).not.toContain('| `door.rex.line` |');
  for (const kind of kinds) {
    expect(kind).not.toContain('| `door.release` |');
    expect(kind).toContain('| `door.rex.line` |');
  }
});
