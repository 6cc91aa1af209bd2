import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HeldRelay } from './ports/door-wiring.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** In the folder that systemd makes for the unit (`RuntimeDirectory=`) and keeps until `ExecStopPost=` has run. */
function noteIn(env: Environment): string | undefined {
  return env.RUNTIME_DIRECTORY === undefined ? undefined : join(env.RUNTIME_DIRECTORY, 'relay.json');
}

/** Writes down which relay this daemon is about to drive; nothing where no unit would read it. */
export function noteRelay(held: HeldRelay, env: Environment): void {
  const note = noteIn(env);
  if (note !== undefined) writeFileSync(note, JSON.stringify(held), { mode: 0o600 });
}

/**
 * Secures the relay that the daemon of this unit drove. Reads no configuration: that takes a second on a small Pi, and it
 * may have changed; loads only the adapter that is needed, as the strike may be released meanwhile. False when that
 * daemon drove none. @throws HardwareFault
 */
export async function secureNotedRelay(env: Environment): Promise<boolean> {
  const note = noteIn(env);
  if (note === undefined || !existsSync(note)) return false;
  const held = JSON.parse(readFileSync(note, 'utf8')) as HeldRelay;
  if (held.hardware === 'gpio') (await import('./adapters/gpio/secure.js')).secureGpio(held);
  else (await import('./adapters/onoff/secure.js')).secureSysfs(held);
  return true;
}
