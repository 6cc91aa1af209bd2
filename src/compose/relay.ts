import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findLine, listChips } from '../door/gpio/chips.js';
import { globalNumber, sysfsChips, sysfsRoot } from '../door/onoff/sysfs.js';
import { type HeldRelay, relayNote } from '../door/relay-note.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Notes the relay that this daemon is about to drive, for `ExecStopPost=` (src/door/secure/secure.cc), in the unit's `RuntimeDirectory=`;
 * does nothing without a unit. The line is resolved here, because the strike may be released when the note is read. @throws HardwareFault
 * if the line cannot be found
 */
export function noteRelay(held: HeldRelay, env: Environment): void {
  const folder = env.RUNTIME_DIRECTORY;
  if (folder === undefined) return;
  writeFileSync(join(folder, 'relay'), relayNote(placeOf(held), held), { mode: 0o600 });
}

function placeOf({ hardware, relay }: HeldRelay): readonly (string | number)[] {
  if (hardware === 'onoff') return ['sysfs', sysfsRoot, globalNumber(relay, sysfsChips())];
  const { chip, offset } = findLine(relay, listChips());
  return ['character', chip.path, chip.label, offset];
}
