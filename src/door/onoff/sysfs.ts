import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HardwareFault } from '../../base/errors.js';
import { type Millis, seconds } from '../../base/units.js';
import type { LinePlace } from '../ports/door-wiring.js';

export interface SysfsChip {
  readonly label: string;
  /** Number of the chip's first line in the kernel's global numbering; 512 and more on new kernels. */
  readonly base: number;
  readonly lines: number;
}

export const sysfsRoot = '/sys/class/gpio';

/** Labels of the chips behind the 40-pin header: Pi 1..3, Pi 4, Pi 5. */
const headerLabels = ['pinctrl-bcm2835', 'pinctrl-bcm2711', 'pinctrl-rp1'];

/** @throws HardwareFault `door.no-sysfs` */
export function sysfsChips(root = sysfsRoot): readonly SysfsChip[] {
  if (!existsSync(join(root, 'export'))) {
    throw new HardwareFault('door.no-sysfs', `This kernel has no GPIO in ${root}`, {
      remedy: 'Set door.hardware to gpio: newer kernels only have the character device.',
      context: { root },
    });
  }
  const read = (chip: string, file: string) => readFileSync(join(root, chip, file), 'utf8').trim();
  return readdirSync(root)
    .filter((name) => /^gpiochip\d+$/.test(name))
    .map((name) => ({
      label: read(name, 'label'),
      base: Number(read(name, 'base')),
      lines: Number(read(name, 'ngpio')),
    }));
}

/**
 * The line's number in the kernel's global numbering: its offset on top of its chip's base.
 * @throws HardwareFault `door.line-unnumbered`, `door.no-chip`, `door.no-line`
 */
export function globalNumber({ chip: wanted, line }: LinePlace, chips: readonly SysfsChip[]): number {
  const listed = chips.map((chip) => `${chip.label} (${chip.lines} lines)`).join(', ') || 'none at all';
  const context = { chip: wanted ?? null, line };
  if (typeof line === 'string') {
    throw new HardwareFault('door.line-unnumbered', `sysfs has no line names, so ${line} cannot be found`, {
      remedy: 'Set line to the offset within the chip, or set door.hardware to gpio.',
      context,
    });
  }
  const found = chips.filter(({ label }) => (wanted === undefined ? headerLabels.includes(label) : label === wanted));
  const [chip] = found;
  if (chip === undefined || found.length > 1) {
    throw new HardwareFault(
      'door.no-chip',
      `Not exactly one chip matches ${wanted ?? 'line'} ${line}; available: ${listed}`,
      {
        remedy: 'Set chip to one of the existing labels (run gpiodetect).',
        context,
      },
    );
  }
  if (line < 0 || line >= chip.lines) {
    throw new HardwareFault('door.no-line', `There is no line ${line} on ${chip.label} (${chip.lines} lines)`, {
      remedy: 'Set line to an offset below the number of lines.',
      context,
    });
  }
  return chip.base + line;
}

/** While a machine starts, udev may be busy. */
export const udevPatience = seconds(5);

/** Waits until udev has given an exported line to the daemon's group; false if it does not within `patience`. */
export function becomesOurs(number: number, patience: Millis, root = sysfsRoot): boolean {
  const files = ['value', 'direction', 'active_low', 'edge'].map((file) => join(root, `gpio${number}`, file));
  for (const end = performance.now() + patience; ; ) {
    if (files.every((file) => !existsSync(file) || mayWrite(file))) return true;
    if (performance.now() > end) return false;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
}

function mayWrite(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
