import { closeSync, constants, openSync, readdirSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ioctl } from '../../platform/libc.js';
import type { LinePlace } from '../ports/door-wiring.js';
import type { Chip, FoundLine } from './chip.js';
import { chipAmbiguous, chipUnnamed, gpioDenied, noChip, noGpio, noLine } from './faults.js';
import {
  chipInfoBytes,
  decodeChipInfo,
  decodeLineInfo,
  encodeLineInfo,
  getChipInfo,
  getLineInfo,
  type LineInfo,
} from './uapi.js';

/** Labels of the chips behind the 40-pin header: Pi 1..3, Pi 4, Pi 5. */
const headerLabels = ['pinctrl-bcm2835', 'pinctrl-bcm2711', 'pinctrl-rp1'];

/**
 * Every GPIO chip in `dev`. Links are followed: Raspberry Pi OS keeps `gpiochip4` as a link on the Pi 5.
 * @throws HardwareFault `door.no-gpio`, `door.gpio-denied`
 */
export function listChips(dev = '/dev'): readonly Chip[] {
  const paths = new Set(
    readdirSync(dev)
      .filter((name) => /^gpiochip\d+$/.test(name))
      .map((name) => realpathSync(join(dev, name))),
  );
  if (paths.size === 0) throw noGpio();
  return [...paths].sort().map((path) => {
    const info = Buffer.alloc(chipInfoBytes);
    withChip(path, (fd) => ioctl(fd, getChipInfo, info));
    return { path, ...decodeChipInfo(info) };
  });
}

/**
 * The line that the configuration names.
 * @throws HardwareFault `door.no-chip`, `door.chip-ambiguous`, `door.chip-unnamed`, `door.no-line`, each listing what exists
 */
export function findLine(place: LinePlace, chips: readonly Chip[]): FoundLine {
  const candidates = candidateChips(place, chips);
  const { line } = place;
  if (typeof line === 'number') {
    const [chip] = candidates;
    if (chip === undefined || candidates.length > 1) throw chipAmbiguous(place, candidates);
    if (line < 0 || line >= chip.lines) throw noLine(place, candidates);
    return { chip, offset: line };
  }
  const found = candidates.flatMap((chip) => named(chip, line));
  const [first] = found;
  if (first === undefined) throw noLine(place, candidates);
  if (found.length > 1)
    throw chipAmbiguous(
      place,
      found.map(({ chip }) => chip),
    );
  return first;
}

/** @throws HardwareFault `door.gpio-denied` */
export function lineInfo({ chip, offset }: FoundLine): LineInfo {
  const info = encodeLineInfo(offset);
  withChip(chip.path, (fd) => ioctl(fd, getLineInfo, info));
  return decodeLineInfo(info);
}

/** Runs `use` with the open chip. @throws HardwareFault `door.gpio-denied` */
export function withChip<T>(path: string, use: (fd: number) => T): T {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDWR);
  } catch (cause) {
    throw gpioDenied(path, cause);
  }
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}

function candidateChips(place: LinePlace, chips: readonly Chip[]): readonly Chip[] {
  const { chip: wanted, line } = place;
  if (wanted === undefined) {
    if (typeof line === 'string') return chips;
    const header = chips.filter((chip) => headerLabels.includes(chip.label));
    if (header.length === 0) throw chipUnnamed(place, chips);
    return header;
  }
  const found = chips.filter((chip) => chip.label === wanted || chip.name === wanted || chip.path === resolved(wanted));
  if (found.length === 0) throw noChip(wanted, chips);
  return found;
}

function resolved(path: string): string | undefined {
  if (basename(path) === path) return undefined;
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function named(chip: Chip, name: string): readonly FoundLine[] {
  const lines: FoundLine[] = [];
  for (let offset = 0; offset < chip.lines; offset++) {
    if (lineInfo({ chip, offset }).name === name) lines.push({ chip, offset });
  }
  return lines;
}
