// In the virtual machine: what the relay of an installed terminal does, seen from outside, when REX is pressed and when the
// daemon is killed, stopped, or hangs. Prints figures; ends with status 1 when one is beyond its bound.
import { pause, press, pull, ready, relay, sh, show, until } from './guest.mjs';

const adapter = process.argv[2];
let failed = false;

function figure(what, values, bound) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  const [p50, p95, max] = [at(0.5), at(0.95), at(1)].map((ms) => ms.toFixed(0));
  const seen = sorted.length === 1 ? `${max} ms` : `p50 ${p50}, p95 ${p95}, max ${max} ms, n = ${sorted.length}`;
  const kept = at(0.95) <= bound;
  failed ||= !kept;
  console.log(`figure: ${adapter}: ${what}: ${seen} (bound ${bound} ms: ${kept ? 'kept' : 'BROKEN'})`);
}

/**
 * @param end may return the instant from which to count, where its own work takes time
 * @param persisting the pin keeps its level when nobody holds it, as on a kernel that keeps outputs driven
 */
async function ended(what, end, bound, persisting) {
  await press();
  await pause(100);
  if (persisting) pull(17, 'up');
  const main = show('MainPID');
  const before = performance.now();
  const since = end(main) ?? before;
  await until(() => !relay(), 30_000, what);
  figure(`${what} → relay secured${persisting ? ', level kept by the pin' : ''}`, [performance.now() - since], bound);
  await until(() => show('MainPID') !== main, 60_000, 'another daemon');
  await ready();
}

async function release(time) {
  sh(`sed -i 's/release: [0-9]*s/release: ${time}/' /etc/ostiary/terminal.yaml && systemctl restart ostiary`);
  await ready();
}

pull(27, 'up');
pull(22, 'down');
await release('1s');
const latencies = [];
for (let i = 0; i < 40; i++) {
  latencies.push(await press());
  await until(() => !relay(), 10_000, 'the door relocks');
  await pause(100 + ((i * 7) % 13));
}
figure('REX pressed → relay driven, debounce of 20 ms included', latencies, 50);
// Longer than any bound: only what is measured may secure the door.
await release('30s');
const persists = adapter === 'gpio' ? [false, true] : [false];
for (const persisting of persists) {
  await ended('SIGKILL', (main) => void process.kill(Number(main), 'SIGKILL'), 1000, persisting);
  await ended('SIGSTOP', (main) => void process.kill(Number(main), 'SIGSTOP'), 5000, persisting);
}
await ended(
  'hung loop',
  (main) => {
    const begun = sh(`${process.execPath} --experimental-websocket ${import.meta.dirname}/hang.mjs ${main}`);
    return performance.now() - Number(process.hrtime.bigint() - BigInt(begun)) / 1e6;
  },
  5000,
  persists.at(-1),
);
// The daemon drives the relay to its secured side before it lets go: there is no level to be kept.
await ended('systemctl restart', () => void sh('systemctl --no-block restart ostiary'), 5000, false);
sh('systemctl stop ostiary');
console.log(`${adapter}: stopped with ${show('Result')}`);
failed ||= show('Result') !== 'success';
process.exit(failed ? 1 : 0);
