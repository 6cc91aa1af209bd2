// The real door loop of the built terminal on real lines, for tests that stop and kill it.
// argv: adapter, chip label, mode after start. Prints `ready`, then what the audit log would get: the kind, and for REX the
// milliseconds from edge to relay.
import { pathToFileURL } from 'node:url';

const dist = process.env.OSTIARY_DIST ?? new URL('../../../dist', import.meta.url).pathname;
const load = (path) => import(pathToFileURL(`${dist}/${path}`).href);
const [adapter, chip, mode] = process.argv.slice(2);
const { DoorLoop } = await load('door/door-loop.js');
const { silentLog } = await load('base/log.js');
const { systemClock } = await load('platform/system-clock.js');
const { [adapter === 'gpio' ? 'openGpioDoor' : 'openOnoffDoor']: open } = await load(`door/${adapter}/door.js`);

const log = { ...silentLog, error: (...line) => console.error(...line), child: () => log };
const clock = systemClock();
const input = { chip, bias: 'disabled', debounce: 5 };
const wiring = {
  relay: { chip, line: 1, activeLow: true },
  rex: { ...input, line: 2, activeLow: true },
  contact: { ...input, line: 3, activeLow: false },
  maxPulse: 20_000,
  lock: 'failSecure',
  onPersistedOutputs: 'warn',
};
const audit = { note: (kind, facts) => console.log(kind, facts.latencyMs ?? '') };
const hardware = open({ ...wiring, clock, log });
const loop = new DoorLoop({ hardware, clock, log, audit, times: () => ({ release: 700, heldOpenAfter: 1500 }) });
loop.start();
if (mode) loop.setMode(mode);
process.once('SIGTERM', () => loop.close());
process.once('SIGINT', () => process.exit(0));
console.log('ready');
