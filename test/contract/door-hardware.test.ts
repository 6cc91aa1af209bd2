import { millis } from '../../src/base/units.js';
import { openGpioDoor } from '../../src/door/gpio/door.js';
import { openOnoffDoor } from '../../src/door/onoff/door.js';
import type { DoorWiring } from '../../src/door/ports/door-wiring.js';
import { type SimulatedDoor, simulatedDoor } from '../../src/door/simulated/door.js';
import { systemClock } from '../../src/platform/system-clock.js';
import { silentLog } from '../support/silent-log.js';
import { simulateChip, wires } from '../vm/gpio/gpio-sim.js';
import { type DoorBench, doorHardwareContract } from './door-hardware.js';

const clock = systemClock();

doorHardwareContract({
  name: 'simulated',
  bench() {
    let door: SimulatedDoor | undefined;
    let lock = 'failSecure';
    let open = false;
    return {
      open(options) {
        lock = options.lock;
        door = simulatedDoor({ clock, ...options });
        if (open) door.openDoor();
        return door;
      },
      coilEnergised: () => door?.strikeReleased() === (lock === 'failSecure'),
      pressRex: (pressed) => door?.holdRex(pressed),
      openDoor(now) {
        open = now;
        if (now) door?.openDoor();
        else door?.closeDoor();
      },
      dispose() {},
    };
  },
});

const adapters = { gpio: openGpioDoor, onoff: openOnoffDoor } as const;

/** An active-low relay module, a button to ground, a contact that opens towards high. */
function simBench(adapter: keyof typeof adapters): DoorBench {
  const chip = simulateChip();
  // Idle: module off, button up, door closed.
  chip.pull(wires.relay, true);
  chip.pull(wires.rex, true);
  chip.pull(wires.contact, false);
  const on = (line: number, activeLow: boolean) => ({ chip: chip.label, line, activeLow });
  return {
    open({ lock, maxPulse }) {
      // The simulated bias is the hand on the wire too: "disabled" leaves that to the test.
      const input = { bias: 'disabled', debounce: millis(5) } as const;
      const wiring: DoorWiring = {
        relay: on(wires.relay, true),
        rex: { ...on(wires.rex, true), ...input },
        contact: { ...on(wires.contact, false), ...input },
        lock,
        maxPulse,
        onPersistedOutputs: 'warn',
      };
      return adapters[adapter]({ ...wiring, clock, log: silentLog });
    },
    coilEnergised: () => !chip.level(wires.relay),
    pressRex: (pressed) => chip.pull(wires.rex, !pressed),
    openDoor: (open) => chip.pull(wires.contact, open),
    dispose: () => chip.remove(),
  };
}

doorHardwareContract({ name: 'gpio', needs: 'gpioSimulator', bench: () => simBench('gpio') });
doorHardwareContract({ name: 'onoff', needs: 'onoffSimulator', bench: () => simBench('onoff') });
