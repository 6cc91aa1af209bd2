import { execFileSync } from 'node:child_process';
import { readText } from '../../platform/read-text.js';
import type { PowerReading } from '../domain/power.js';

const sysfs = '/sys/devices/platform/soc/soc:firmware/get_throttled';

export function readPower(): PowerReading {
  const machine = readText('/proc/device-tree/model')?.replace(/\0/g, '');
  const throttled = parseThrottled(readText(sysfs) ?? vcgencmd());
  return { ...(machine === undefined ? {} : { machine }), ...(throttled === undefined ? {} : { throttled }) };
}

/** `50005` of sysfs, or `throttled=0x50005` of vcgencmd. */
export function parseThrottled(text: string | undefined): number | undefined {
  const digits = /^(?:throttled=)?(?:0x)?([0-9a-f]+)$/i.exec(text ?? '')?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

function vcgencmd(): string | undefined {
  try {
    return execFileSync('vcgencmd', ['get_throttled'], { encoding: 'utf8', timeout: 2000, stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}
