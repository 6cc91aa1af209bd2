// What door.mjs and limits.mjs share: the virtual machine's wires and the unit of the installed terminal, seen from outside.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const line = (number, file) => `/run/gpio-sim/sim_gpio${number}/${file}`;
export const relay = () => readFileSync(line(17, 'value'), 'utf8').trim() === '1';
export const pull = (number, way) => writeFileSync(line(number, 'pull'), `pull-${way}`);
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));
export const sh = (command) => execFileSync('/bin/bash', ['-c', command], { encoding: 'utf8' }).trim();
export const show = (name) => sh(`systemctl show ostiary --property ${name} --value`);

/** How long it took. `step` is the pause between two looks. */
export async function until(condition, within, what, step = 1) {
  const since = performance.now();
  while (!condition()) {
    if (performance.now() - since > within) throw new Error(`${what}: not within ${within} ms`);
    await pause(step);
  }
  return performance.now() - since;
}

export async function ready() {
  await until(() => show('ActiveState') === 'active', 120_000, 'the daemon is ready', 20);
  await pause(500);
}

/** Presses REX until the strike is released; how long that took. */
export async function press() {
  pull(27, 'down');
  const passed = await until(relay, 5000, 'REX releases');
  pull(27, 'up');
  return passed;
}
