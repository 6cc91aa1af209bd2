import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Chip } from '../../../../src/door/gpio/chip.js';
import { findLine, listChips } from '../../../../src/door/gpio/chips.js';

const chip = (name: string, label: string, lines = 58): Chip => ({ name, label, lines, path: `/dev/${name}` });
const pi4 = [chip('gpiochip0', 'pinctrl-bcm2711'), chip('gpiochip1', 'raspberrypi-exp-gpio', 8)];

describe('findLine', () => {
  it.each([
    [{ chip: 'pinctrl-bcm2711', line: 17 }, 'gpiochip0'],
    [{ chip: 'gpiochip1', line: 7 }, 'gpiochip1'],
    [{ line: 17 }, 'gpiochip0'],
  ])('%j is on %s', (place, name) => {
    expect(findLine({ ...place, activeLow: false }, pi4)).toMatchObject({ chip: { name }, offset: place.line });
  });

  it.each([
    ['door.no-chip', { chip: 'pinctrl-rp1', line: 17 }, pi4],
    ['door.no-line', { chip: 'pinctrl-bcm2711', line: 58 }, pi4],
    ['door.chip-unnamed', { line: 17 }, [chip('gpiochip0', 'something')]],
    ['door.chip-ambiguous', { chip: 'same', line: 1 }, [chip('gpiochip0', 'same'), chip('gpiochip1', 'same')]],
  ])('%s tells what there is', (code, place, chips) => {
    expect(() => findLine({ ...place, activeLow: false }, chips)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining('/dev/gpiochip0') }),
    );
  });
});

describe('listChips', () => {
  it('says that there is no GPIO', () => {
    const dev = mkdtempSync(join(tmpdir(), 'dev-'));
    expect(() => listChips(dev)).toThrow(expect.objectContaining({ code: 'door.no-gpio' }));
    rmSync(dev, { recursive: true });
  });

  it('says that a chip may not be opened', () => {
    const dev = mkdtempSync(join(tmpdir(), 'dev-'));
    mkdirSync(join(dev, 'gpiochip0'));
    expect(() => listChips(dev)).toThrow(expect.objectContaining({ code: 'door.gpio-denied' }));
    rmSync(dev, { recursive: true });
  });
});
