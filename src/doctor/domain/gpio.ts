import type { LineReading, LinesReading } from '../../door/domain/line-reading.js';
import { type Finding, fail, ok, warn } from './finding.js';

export interface GpioReading extends LinesReading {
  readonly hardware: 'simulated' | 'gpio' | 'onoff';
  /** Value of `persist_gpio_outputs`; absent if the kernel's driver has no such switch. */
  readonly persisted?: string;
  readonly onPersistedOutputs: 'warn' | 'refuse';
  readonly daemonRuns: boolean;
}

export function judgeGpio(reading: GpioReading): readonly Finding[] {
  if (reading.hardware === 'simulated') {
    return [
      warn(
        'the door is simulated: no relay is driven',
        'Wire relay, REX button and contact as in docs/wiring.md, then set door.hardware to gpio.',
      ),
    ];
  }
  if (reading.hardware === 'onoff') {
    return [
      warn(
        'GPIO through sysfs',
        'If /dev/gpiochip0 exists, set door.hardware to gpio: with sysfs, the relay stays driven when the daemon dies.',
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
  const seen = `${use}: ${place}${name === '' ? '' : ` (${name})`}, ${used ? `held by ${consumer || 'an unnamed process'}` : 'free'}`;
  const ours = consumer === `ostiary ${use}`;
  if (used && !ours)
    return fail(
      seen,
      'Stop the program or overlay that holds the line (see gpioinfo and config.txt), or use another line.',
    );
  if (!used && daemonRuns)
    return fail(seen, 'Restart the daemon and check its log: it is running but does not hold this line.');
  if (used && !daemonRuns)
    return warn(seen, 'Look for a hanging daemon (ps aux | grep ostiary): none answers, but the line is held.');
  return ok(seen);
}

function persistence({ persisted, onPersistedOutputs }: GpioReading): Finding {
  if (persisted !== 'Y') return ok('the kernel switches the relay off when the daemon dies');
  const seen = `this kernel keeps outputs driven when the daemon dies (door.onPersistedOutputs: ${onPersistedOutputs})`;
  return warn(
    seen,
    'Add dtparam=strict_gpiod to config.txt and reboot. Also fit a relay with its own maximum on-time.',
  );
}
