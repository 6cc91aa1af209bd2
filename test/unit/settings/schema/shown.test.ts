import { expect, it } from 'vitest';
import { shown } from '../../../../src/settings/schema/shown.js';

it.each([
  ['50s', '50s'],
  ['a b', 'a b'],
  ['', '""'],
  [' a', '" a"'],
  ['a\nb', '"a\\nb"'],
  [5, '5'],
  [true, 'true'],
  [null, 'nothing'],
  [[1], 'a list'],
  [{}, 'a map'],
  ['Tür', 'Tür'],
])('shows %j as %s', (value, expected) => {
  expect(shown(value)).toBe(expected);
});

it('hides the credentials of a URL', () => {
  expect(shown('rtsp://admin:p@ss@10.0.0.5/live')).toBe('rtsp://***@10.0.0.5/live');
});

it('cuts long text', () => {
  expect(shown('x'.repeat(1000))).toHaveLength(60);
});
