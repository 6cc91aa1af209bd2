import { type Finding, fail, ok, warn } from './finding.js';

export interface PowerReading {
  /** Model name from the device tree; absent on machines without one. */
  readonly machine?: string;
  /** The firmware's bits: `vcgencmd get_throttled`. */
  readonly throttled?: number;
}

/** https://www.raspberrypi.com/documentation/computers/os.html#get_throttled; the same bits + 16 for "since boot". */
const states = ['under-voltage', 'frequency capped', 'throttled', 'soft temperature limit'];
const supply = 'Use the official power supply and a short cable. Power the strike or relay from a separate supply.';
const cooling = 'Fit a heat sink or improve the air flow.';

export function judgePower({ machine, throttled }: PowerReading): readonly Finding[] {
  if (throttled === undefined) {
    return machine?.includes('Raspberry Pi')
      ? [
          warn(
            `${machine}: power state unknown`,
            'Install vcgencmd (raspi-utils) and add this user to the group video.',
          ),
        ]
      : [ok(`${machine ?? 'this machine'} does not report its power state`)];
  }
  const named = (bits: number) => states.filter((_, bit) => bits & (1 << bit)).join(', ');
  const [now, since] = [throttled & 0xf, (throttled >> 16) & 0xf];
  const remedy = (bits: number): string => (bits & 1 ? supply : cooling);
  if (now) return [fail(`now: ${named(now)} (0x${throttled.toString(16)})`, remedy(now))];
  if (since) return [warn(`since boot: ${named(since)} (0x${throttled.toString(16)})`, remedy(since))];
  return [ok('no under-voltage and no throttling since boot')];
}
