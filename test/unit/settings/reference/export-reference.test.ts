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
    '| `door.release` | duration | `5s` | at once | `config-set` | How long the strike stays released (1s..30s) |',
  );
  expect(text).toContain('| `door.relay.line` | whole number 0..1023 or text | *required* | restart |  | GPIO');
  expect(text).toContain('### camera.source: pipe');
});
