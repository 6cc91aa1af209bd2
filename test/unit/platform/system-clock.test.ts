import { describe, expect, it } from 'vitest';
import { millis } from '../../../src/base/units.js';
import { systemClock } from '../../../src/platform/system-clock.js';

const clock = systemClock();

describe('systemClock', () => {
  it('is the monotonic clock that other processes see', () => {
    const before = Number(process.hrtime.bigint()) / 1e6;
    const now = clock.monotonic();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Number(process.hrtime.bigint()) / 1e6);
    expect(Math.abs(clock.wall() - Date.now())).toBeLessThan(1000);
  });

  it('never calls early', async () => {
    const waits = Array.from({ length: 200 }, (_, i) => millis(i / 10));
    await Promise.all(
      waits.map(
        (wait) =>
          new Promise<void>((done) => {
            const due = clock.monotonic() + wait;
            clock.after(wait, () => {
              expect(clock.monotonic()).toBeGreaterThanOrEqual(due);
              done();
            });
          }),
      ),
    );
  });

  it('calls off', async () => {
    let called = false;
    clock.after(millis(5), () => {
      called = true;
    })();
    await new Promise((done) => setTimeout(done, 30));
    expect(called).toBe(false);
  });

  it('knows whether the kernel calls its clock synchronised', () => {
    expect(typeof clock.wallTrusted()).toBe('boolean');
  });
});
