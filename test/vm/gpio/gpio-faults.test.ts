import { afterEach, beforeEach, expect, it } from 'vitest';
import { millis } from '../../../src/base/units.js';
import { openGpioDoor } from '../../../src/door/gpio/door.js';
import { openOnoffDoor } from '../../../src/door/onoff/door.js';
import type { DoorHardware } from '../../../src/door/ports/door-hardware.js';
import type { DoorWiring, LinePlace } from '../../../src/door/ports/door-wiring.js';
import { systemClock } from '../../../src/platform/system-clock.js';
import { needs } from '../../support/needs.js';
import { silentLog } from '../../support/silent-log.js';
import { type SimulatedChip, simulateChip } from './gpio-sim.js';

needs('gpioSimulator').describe('what a technician can get wrong', () => {
  let chip: SimulatedChip;
  const opened: DoorHardware[] = [];
  beforeEach(() => {
    chip = simulateChip();
  });
  afterEach(async () => {
    for (const door of opened.splice(0)) await door.close();
    chip.remove();
  });

  const open = (relay: Omit<LinePlace, 'activeLow'>, adapter = openGpioDoor, more: Partial<DoorWiring> = {}) => {
    const wiring: DoorWiring = {
      relay: { ...relay, activeLow: false },
      maxPulse: millis(5000),
      lock: 'failSecure',
      onPersistedOutputs: 'warn',
      ...more,
    };
    const door = adapter({ ...wiring, clock: systemClock(), log: silentLog });
    opened.push(door);
    return door;
  };

  it('names who holds the line', () => {
    open({ chip: chip.label, line: 1 });
    expect(() => open({ chip: chip.label, line: 1 })).toThrow(
      expect.objectContaining({
        code: 'door.line-busy',
        context: expect.objectContaining({ consumer: 'ostiary relay' }),
      }),
    );
    expect(() => open({ chip: chip.label, line: 1 }, openOnoffDoor)).toThrow(
      expect.objectContaining({ code: 'door.line-busy' }),
    );
  });

  it('lists the chips when the one wanted is not there', () => {
    expect(() => open({ chip: 'pinctrl-bcm9999', line: 1 })).toThrow(
      expect.objectContaining({ code: 'door.no-chip', message: expect.stringContaining(chip.label) }),
    );
    expect(() => open({ chip: 'pinctrl-bcm9999', line: 1 }, openOnoffDoor)).toThrow(
      expect.objectContaining({ code: 'door.no-chip', message: expect.stringContaining(chip.label) }),
    );
  });

  it.each([8, -1, 'DOOR'])('knows no line %s', (line) => {
    expect(() => open({ chip: chip.label, line })).toThrow(expect.objectContaining({ code: 'door.no-line' }));
  });

  it('finds a line by its name on any chip', () => {
    open({ line: `${chip.label}-4` }).relay.set(true);
    expect(chip.level(4)).toBe(true);
  });

  it('wants one of two chips of the same label to be named by path', () => {
    const other = simulateChip(chip.label);
    try {
      expect(() => open({ chip: chip.label, line: 1 })).toThrow(
        expect.objectContaining({ code: 'door.chip-ambiguous', message: expect.stringContaining('/dev/gpiochip') }),
      );
    } finally {
      other.remove();
    }
  });

  it('holds nothing when one of the lines cannot be had', () => {
    const input = { activeLow: true, bias: 'pullUp', debounce: millis(5) } as const;
    const rex = { ...input, chip: chip.label, line: 99 };
    expect(() => open({ chip: chip.label, line: 1 }, openGpioDoor, { rex })).toThrow(
      expect.objectContaining({ code: 'door.no-line' }),
    );
    open({ chip: chip.label, line: 1 });
  });

  it('refuses sysfs where persisted outputs are refused', () => {
    expect(() => open({ chip: chip.label, line: 1 }, openOnoffDoor, { onPersistedOutputs: 'refuse' })).toThrow(
      expect.objectContaining({ code: 'door.persisted-outputs' }),
    );
  });
});
