import { existsSync, mkdirSync, readFileSync, realpathSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The kernel's own simulated GPIO chip (CONFIG_GPIO_SIM), made through configfs. Needs root. */

const configfs = '/sys/kernel/config/gpio-sim';

/** Why no chip can be simulated here; undefined where one can. */
export function gpioSimMissing(): string | undefined {
  if (!existsSync(configfs)) return 'this kernel has no gpio-sim; scripts/test-gpio-vm.sh runs it in a virtual machine';
  return process.getuid?.() === 0 ? undefined : 'gpio-sim needs root';
}

export interface SimulatedChip {
  readonly label: string;
  /** Electrical level of a line: what a voltmeter reads. */
  level(offset: number): boolean;
  /** Pulls a line from outside: a button to ground is `pull(n, false)`. */
  pull(offset: number, high: boolean): void;
  remove(): void;
}

let made = 0;

/** A chip of 8 lines, named `<label>-0` to `<label>-7`. */
export function simulateChip(label = `ostiary-sim-${process.pid}-${made}`): SimulatedChip {
  const chip = join(configfs, `ostiary-${process.pid}-${made++}`);
  const bank = join(chip, 'bank0');
  const offsets = [0, 1, 2, 3, 4, 5, 6, 7];
  const lines = offsets.map((offset) => join(bank, `line${offset}`));
  for (const folder of [chip, bank]) mkdirSync(folder);
  writeFileSync(join(bank, 'num_lines'), '8');
  writeFileSync(join(bank, 'label'), label);
  lines.forEach((line, offset) => {
    mkdirSync(line);
    writeFileSync(join(line, 'name'), `${label}-${offset}`);
  });
  writeFileSync(join(chip, 'live'), '1');
  const read = (folder: string, file: string) => readFileSync(join(folder, file), 'utf8').trim();
  const device = realpathSync(join('/sys/devices/platform', read(chip, 'dev_name'), read(bank, 'chip_name')));
  return {
    label,
    level: (offset) => read(join(device, `sim_gpio${offset}`), 'value') === '1',
    pull: (offset, high) => writeFileSync(join(device, `sim_gpio${offset}`, 'pull'), high ? 'pull-up' : 'pull-down'),
    remove() {
      writeFileSync(join(chip, 'live'), '0');
      for (const folder of [...lines, bank, chip]) rmdirSync(folder);
    },
  };
}

/** How the tests wire a chip: an active-low relay module, a button to ground, a contact that opens towards high. */
export const wires = { relay: 1, rex: 2, contact: 3 } as const;
