/** What can be wrong with GPIO, in the words of the technician who has to put it right. */
import { HardwareFault } from '../../base/errors.js';
import type { LinePlace } from '../ports/door-wiring.js';
import type { Chip, FoundLine } from './chip.js';

export function noGpio(): HardwareFault {
  return new HardwareFault('door.no-gpio', 'This machine has no GPIO chip: /dev/gpiochip* is empty', {
    remedy: 'Run on a Raspberry Pi, allow char-gpiochip in the unit, or set door.hardware to simulated.',
  });
}

export function gpioDenied(path: string, cause: unknown): HardwareFault {
  return new HardwareFault('door.gpio-denied', `${path} cannot be opened (${codeOf(cause)})`, {
    remedy:
      'Add the user of the terminal to the group gpio and restart it; in a unit also DeviceAllow=char-gpiochip rw.',
    context: { path },
    cause,
  });
}

export function noChip(wanted: string, chips: readonly Chip[]): HardwareFault {
  return new HardwareFault('door.no-chip', `No GPIO chip is called ${wanted}; there is ${listed(chips)}`, {
    remedy: 'Set chip to one of the labels that exist (gpiodetect shows them).',
    context: { chip: wanted, chips: chips.map((chip) => chip.label) },
  });
}

export function chipUnnamed(place: LinePlace, chips: readonly Chip[]): HardwareFault {
  return new HardwareFault('door.chip-unnamed', `Line ${place.line} needs a chip; there is ${listed(chips)}`, {
    remedy: 'Set chip to the label of the chip that the line belongs to.',
    context: { line: place.line, chips: chips.map((chip) => chip.label) },
  });
}

export function chipAmbiguous(place: LinePlace, chips: readonly Chip[]): HardwareFault {
  return new HardwareFault('door.chip-ambiguous', `Line ${place.line} could be on any of ${listed(chips)}`, {
    remedy: 'Set chip to exactly one of them, by label or, where the labels are equal, by path.',
    context: { line: place.line, chips: chips.map((chip) => chip.path) },
  });
}

export function noLine(place: LinePlace, chips: readonly Chip[]): HardwareFault {
  return new HardwareFault('door.no-line', `There is no line ${place.line} on ${listed(chips)}`, {
    remedy: 'Set line to an offset below the number of lines, or to a line name that gpioinfo shows.',
    context: { line: place.line, chips: chips.map((chip) => chip.label) },
  });
}

export function lineBusy(found: FoundLine, consumer: string): HardwareFault {
  const holder = consumer === '' ? 'somebody who gave no name' : `"${consumer}"`;
  return new HardwareFault('door.line-busy', `${placeOf(found)} is held by ${holder}`, {
    remedy:
      'Stop what holds the line (gpioinfo shows it; a second terminal, an overlay in config.txt), or use another line.',
    context: { chip: found.chip.label, offset: found.offset, consumer },
    transient: true,
  });
}

export function lineRefused(found: FoundLine, cause: unknown): HardwareFault {
  return new HardwareFault('door.line-refused', `${placeOf(found)} cannot be used like this (${codeOf(cause)})`, {
    remedy: 'Choose a line that can do input, output and interrupts (gpioinfo), or set bias to disabled.',
    context: { chip: found.chip.label, offset: found.offset },
    cause,
  });
}

export function relayFailed(found: FoundLine, cause: unknown): HardwareFault {
  return new HardwareFault('door.relay-failed', `The relay on ${placeOf(found)} takes no commands (${codeOf(cause)})`, {
    remedy: 'Check the wiring of the relay and the kernel log (dmesg), then restart the terminal.',
    context: { chip: found.chip.label, offset: found.offset },
    cause,
    transient: true,
  });
}

export function inputLost(found: FoundLine, cause: unknown): HardwareFault {
  return new HardwareFault('door.input-lost', `The input on ${placeOf(found)} is gone (${codeOf(cause)})`, {
    remedy: 'Check the wiring and the kernel log (dmesg) for the GPIO chip; the input is requested again by itself.',
    context: { chip: found.chip.label, offset: found.offset },
    cause,
    transient: true,
  });
}

export function persistedOutputs(parameter: string): HardwareFault {
  return new HardwareFault(
    'door.persisted-outputs',
    'This kernel keeps GPIO outputs driven after their process died: a crash could leave the door released',
    {
      remedy:
        'Add dtparam=strict_gpiod to config.txt and reboot, or set door.onPersistedOutputs to warn and fit a relay with a maximum on-time.',
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
