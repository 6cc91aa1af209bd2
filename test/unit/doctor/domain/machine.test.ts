import { describe, expect, it } from 'vitest';
import { judgeClock } from '../../../../src/doctor/domain/clock.js';
import { judgePower } from '../../../../src/doctor/domain/power.js';
import { judgeTemperature } from '../../../../src/doctor/domain/temperature.js';
import { parseThrottled } from '../../../../src/doctor/machine/power.js';

describe('power', () => {
  it.each([
    ['throttled=0x50005', 0x50005],
    ['50000', 0x50000],
    ['0', 0],
    ['', undefined],
    ['VCHI initialization failed', undefined],
    [undefined, undefined],
  ])('reads %s', (text, bits) => expect(parseThrottled(text)).toBe(bits));

  it.each([
    [0x50005, 'fail', 'now: under-voltage, throttled (0x50005)'],
    [0x50000, 'warn', 'since boot: under-voltage, throttled (0x50000)'],
    [0xe0008, 'fail', 'now: soft temperature limit (0xe0008)'],
    [0, 'ok', 'no under-voltage and no throttling since boot'],
  ])('judges %s', (throttled, level, seen) => {
    expect(judgePower({ machine: 'Raspberry Pi 4 Model B Rev 1.4', throttled })).toEqual([
      expect.objectContaining({ level, seen }),
    ]);
  });

  it('blames the supply for under-voltage and the air for heat', () => {
    expect(judgePower({ throttled: 0x50005 })[0]).toMatchObject({ remedy: expect.stringContaining('power supply') });
    expect(judgePower({ throttled: 0xe0008 })[0]).toMatchObject({ remedy: expect.stringContaining('heat sink') });
  });

  it('wonders only about a Pi that says nothing', () => {
    expect(judgePower({ machine: 'Raspberry Pi 3 Model B Plus Rev 1.3' })[0]?.level).toBe('warn');
    expect(judgePower({})[0]?.level).toBe('ok');
  });
});

describe('temperature', () => {
  it.each([
    [48.31, 'ok'],
    [75, 'warn'],
    [82.7, 'fail'],
  ])('judges %s °C', (celsius, level) => {
    expect(judgeTemperature([{ zone: 'cpu-thermal', celsius }])[0]?.level).toBe(level);
  });

  it('judges the hottest zone, and takes none for well', () => {
    const zones = [
      { zone: 'acpitz', celsius: 27.8 },
      { zone: 'x86_pkg_temp', celsius: 83 },
    ];
    expect(judgeTemperature(zones)).toEqual([expect.objectContaining({ level: 'fail', seen: 'x86_pkg_temp 83 °C' })]);
    expect(judgeTemperature([])[0]?.level).toBe('ok');
  });
});

describe('clock', () => {
  const now = Date.UTC(2026, 10, 24, 20, 0);
  it.each([
    ['synchronised', { now, synchronised: true, rtc: false }, 'ok'],
    ['not synchronised', { now, synchronised: false, rtc: true }, 'warn'],
    ['started at the epoch of systemd', { now: Date.UTC(2025, 5, 1), synchronised: false, rtc: false }, 'fail'],
    ['set back behind the last event', { now, synchronised: true, rtc: true, newestEvent: now + 600_000 }, 'warn'],
    ['a little behind another clock', { now, synchronised: true, rtc: true, newestEvent: now + 2000 }, 'ok'],
  ])('%s', (_, reading, level) => expect(judgeClock(reading)[0]?.level).toBe(level));
});
