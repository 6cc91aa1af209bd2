/** GPIO faults, worded for the technician who fixes them. */
import { HardwareFault } from '../../base/errors.js';
import type { LinePlace } from '../ports/door-wiring.js';
import type { Chip, FoundLine } from './chip.js';

export function noGpio(): HardwareFault {
  return new HardwareFault('door.no-gpio', 'This machine has no GPIO chip: /dev/gpiochip* is empty', {
    remedy:
      'Run Ostiary on a Raspberry Pi, add DeviceAllow=char-gpiochip rw to the unit, or set door.hardware to simulated.',
  });
}

export function gpioDenied(path: string, cause: unknown): HardwareFault {
  return new HardwareFault('door.gpio-denied', `${path} cannot be opened (${codeOf(cause)})`, {
    remedy: 'Add the daemon’s user to the group gpio, add DeviceAllow=char-gpiochip rw to its unit, and restart it.',
    context: { path },
    cause,
  });
}

export function noChip(wanted: string, chips: readonly Chip[]): HardwareFault {
  return new HardwareFault('door.no-chip', `No GPIO chip is called ${wanted}; available: ${listed(chips)}`, {
    remedy: 'Set chip to one of the existing labels (run gpiodetect).',
    context: { chip: wanted, chips: chips.map((chip) => chip.label) },
  });
}

export function chipUnnamed(place: LinePlace, chips: readonly Chip[]): HardwareFault {
  return new HardwareFault('door.chip-unnamed', `Line ${place.line} needs a chip; available: ${listed(chips)}`, {
    remedy: 'Set chip to the label of the chip that the line belongs to.',
    context: { line: place.line, chips: chips.map((chip) => chip.label) },
  });
}

export function chipAmbiguous(place: LinePlace, chips: readonly Chip[]): HardwareFault {
  return new HardwareFault('door.chip-ambiguous', `Line ${place.line} could be on any of ${listed(chips)}`, {
    remedy: 'Set chip to one of them, by label or, if the labels are equal, by path.',
    context: { line: place.line, chips: chips.map((chip) => chip.path) },
  });
}

export function noLine(place: LinePlace, chips: readonly Chip[]): HardwareFault {
  return new HardwareFault('door.no-line', `There is no line ${place.line} on ${listed(chips)}`, {
    remedy: 'Set line to an offset below the number of lines, or to a line name (run gpioinfo).',
    context: { line: place.line, chips: chips.map((chip) => chip.label) },
  });
}

export function lineBusy(found: FoundLine, consumer: string): HardwareFault {
  const holder = consumer === '' ? 'an unnamed process' : `"${consumer}"`;
  return new HardwareFault('door.line-busy', `${placeOf(found)} is held by ${holder}`, {
    remedy:
      'Stop what holds the line (run gpioinfo): a second daemon, or an overlay in config.txt. Or use another line.',
    context: { chip: found.chip.label, offset: found.offset, consumer },
    transient: true,
  });
}

export function lineRefused(found: FoundLine, cause: unknown): HardwareFault {
  return new HardwareFault('door.line-refused', `${placeOf(found)} cannot be used like this (${codeOf(cause)})`, {
    remedy: 'Choose a line that supports input, output and interrupts (run gpioinfo), or set bias to disabled.',
    context: { chip: found.chip.label, offset: found.offset },
    cause,
  });
}

export function relayFailed(found: FoundLine, cause: unknown): HardwareFault {
  return new HardwareFault(
    'door.relay-failed',
    `The relay on ${placeOf(found)} cannot be switched (${codeOf(cause)})`,
    {
      remedy:
        'Check the relay’s wiring and the kernel log (dmesg), then restart the daemon: systemctl restart ostiary.',
      context: { chip: found.chip.label, offset: found.offset },
      cause,
      transient: true,
    },
  );
}

export function inputLost(found: FoundLine, cause: unknown): HardwareFault {
  return new HardwareFault('door.input-lost', `The input on ${placeOf(found)} failed (${codeOf(cause)})`, {
    remedy: 'Check the wiring and the kernel log (dmesg). The input is requested again automatically.',
    context: { chip: found.chip.label, offset: found.offset },
    cause,
    transient: true,
  });
}

export function persistedOutputs(parameter: string): HardwareFault {
  return new HardwareFault(
    'door.persisted-outputs',
    'This kernel keeps GPIO outputs driven after a process dies: a crash could leave the door released',
    {
      remedy:
        'Add dtparam=strict_gpiod to config.txt and reboot. Or fit a relay with a maximum on-time and set door.onPersistedOutputs to warn.',
      context: { parameter },
    },
  );
}

const placeOf = ({ chip, offset }: FoundLine) => `line ${offset} of ${chip.label} (${chip.path})`;

const listed = (chips: readonly Chip[]) =>
  chips.map((chip) => `${chip.label} (${chip.path}, ${chip.lines} lines)`).join(', ');

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}
