import { execFileSync } from 'node:child_process';
import { type Finding, fail, ok, warn } from './finding.js';
import { readText } from './read-file.js';

export interface PowerReading {
  /** Of the device tree; absent on machines without one. */
  readonly machine?: string;
  /** The firmware's bits: `vcgencmd get_throttled`. */
  readonly throttled?: number;
}

const sysfs = '/sys/devices/platform/soc/soc:firmware/get_throttled';

export function probePower(): PowerReading {
  const machine = readText('/proc/device-tree/model')?.replace(/\0/g, '');
  const throttled = parseThrottled(readText(sysfs) ?? vcgencmd());
  return { ...(machine === undefined ? {} : { machine }), ...(throttled === undefined ? {} : { throttled }) };
}

/** `50005` of sysfs, or `throttled=0x50005` of vcgencmd. */
export function parseThrottled(text: string | undefined): number | undefined {
  const digits = /^(?:throttled=)?(?:0x)?([0-9a-f]+)$/i.exec(text ?? '')?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

/** https://www.raspberrypi.com/documentation/computers/os.html#get_throttled; the same bits + 16 for "since boot". */
const states = ['under-voltage', 'frequency capped', 'throttled', 'soft temperature limit'];
const supply = 'Use the official power supply and a short cable; a strike or relay needs a supply of its own.';
const cooling = 'Give the processor a heat sink or more air.';

export function judgePower({ machine, throttled }: PowerReading): readonly Finding[] {
  if (throttled === undefined) {
    return machine?.includes('Raspberry Pi')
      ? [
          warn(
            `${machine} does not tell about its power`,
            'Install vcgencmd (raspi-utils) and let this user into the group video.',
          ),
        ]
      : [ok(`${machine ?? 'this machine'} does not tell about its power`)];
  }
  const named = (bits: number) => states.filter((_, bit) => bits & (1 << bit)).join(', ');
  const [now, since] = [throttled & 0xf, (throttled >> 16) & 0xf];
  const remedy = (bits: number): string => (bits & 1 ? supply : cooling);
  if (now) return [fail(`now: ${named(now)} (0x${throttled.toString(16)})`, remedy(now))];
  if (since) return [warn(`since boot: ${named(since)} (0x${throttled.toString(16)})`, remedy(since))];
  return [ok('no under-voltage and no throttling since boot')];
}

function vcgencmd(): string | undefined {
  try {
    return execFileSync('vcgencmd', ['get_throttled'], { encoding: 'utf8', timeout: 2000, stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}
