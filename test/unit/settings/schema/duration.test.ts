import { describe, expect, it } from 'vitest';
import { millis } from '../../../../src/base/units.js';
import { formatDuration, parseDuration } from '../../../../src/settings/schema/duration.js';
import { fc } from '../../../support/property.js';

describe('parseDuration', () => {
  it.each([
    ['0ms', 0],
    ['500ms', 500],
    ['5s', 5000],
    ['1.5m', 90_000],
    ['2h', 7_200_000],
    ['90d', 7_776_000_000],
    ['0.0004s', 0],
  ])('reads %s', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each(['', '5', 's', '5 s', '-5s', '5S', '.5s', '5sec', '5s5s', '1e3s', '٣s'])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

it('formats what it parses back to the same duration', () => {
  fc.assert(
    fc.property(fc.nat(), (n) => {
      expect(parseDuration(formatDuration(millis(n)))).toBe(n);
    }),
  );
});
