import { type Finding, fail, ok, warn } from './finding.js';

/** How a line stands: found and held by somebody or nobody, or why it cannot be looked at. */
export type LineReading =
  | {
      readonly use: string;
      readonly place: string;
      readonly name: string;
      readonly used: boolean;
      readonly consumer: string;
    }
  | { readonly use: string; readonly fault: string; readonly remedy: string };

export interface GpioReading {
  readonly hardware: 'simulated' | 'gpio' | 'onoff';
  /** `pinctrl-bcm2711 (/dev/gpiochip0, 58 lines)` */
  readonly chips: readonly string[];
  readonly lines: readonly LineReading[];
  /** Value of `persist_gpio_outputs`; absent where the kernel's driver has no such switch. */
  readonly persisted?: string;
  readonly onPersistedOutputs: 'warn' | 'refuse';
  readonly daemonRuns: boolean;
}

export function judgeGpio(reading: GpioReading): readonly Finding[] {
  if (reading.hardware === 'simulated') {
    return [
      warn(
        'the door is simulated: nothing is driven',
        'Set door.hardware to gpio and wire relay, REX and contact: docs/wiring.md.',
      ),
    ];
  }
  if (reading.hardware === 'onoff') {
    return [
      warn(
        'GPIO through sysfs',
        'Use door.hardware: gpio where /dev/gpiochip0 exists: sysfs always keeps the relay driven when the daemon dies.',
      ),
    ];
  }
  return [
    ok(`chips: ${reading.chips.join(', ') || 'none'}`),
    ...reading.lines.map((line) => judgeLine(line, reading.daemonRuns)),
    persistence(reading),
  ];
}

function judgeLine(line: LineReading, daemonRuns: boolean): Finding {
  if ('fault' in line) return fail(`${line.use}: ${line.fault}`, line.remedy);
  const { use, place, name, used, consumer } = line;
  const seen = `${use}: ${place}${name === '' ? '' : ` (${name})`}, ${used ? `held by ${consumer || 'somebody without a name'}` : 'free'}`;
  const ours = consumer === `ostiary ${use}`;
  if (used && !ours) return fail(seen, 'Stop what holds it (gpioinfo; overlays in config.txt), or use another line.');
  if (!used && daemonRuns)
    return fail(seen, 'The daemon runs and does not hold its line: restart it and look at its log.');
  if (used && !daemonRuns)
    return warn(seen, 'No daemon answers, yet its line is held: look for a daemon that hangs (ps aux | grep ostiary).');
  return ok(seen);
}

function persistence({ persisted, onPersistedOutputs }: GpioReading): Finding {
  if (persisted !== 'Y') return ok('the kernel lets the relay go when the daemon dies');
  const seen = `this kernel keeps outputs driven when the daemon dies (door.onPersistedOutputs: ${onPersistedOutputs})`;
  return warn(
    seen,
    'Add dtparam=strict_gpiod to config.txt and reboot, and fit a relay with a maximum on-time of its own.',
  );
}
