// In the virtual machine: the camera at /dev/video0 and the unit's cgroup, neither of which a container has. Ends with
// status 1 when one of them is not as the unit promises.
import { readFileSync } from 'node:fs';
import { press, ready, relay, sh, show, until } from './guest.mjs';

const cgroup = `/sys/fs/cgroup${show('ControlGroup')}`;
const read = (file) => readFileSync(`${cgroup}/${file}`, 'utf8').trim();
const status = () => JSON.parse(sh('ostiary status --json'));
const killedForMemory = () => Number(/oom_kill (\d+)/.exec(read('memory.events'))?.[1]);
let failed = false;

function check(what, kept, seen = '') {
  failed ||= !kept;
  console.log(`${kept ? 'kept' : 'BROKEN'}: ${what}${seen === '' ? '' : `: ${seen}`}`);
}

/** What the kernel says to a process of the unit that opens a device. */
function opened(device) {
  try {
    return sh(`(echo $BASHPID >${cgroup}/cgroup.procs && exec head --bytes=0 ${device}) 2>&1`) || 'opened';
  } catch (refused) {
    return refused.stdout.trim();
  }
}

await ready();
const frames = () => status().counters?.framesProcessed ?? 0;
await until(() => frames() > 5, 120_000, 'pictures of /dev/video0 are looked at', 500);
const [first, since] = [frames(), performance.now()];
await until(() => performance.now() - since > 5000, 10_000, 'five seconds');
const rate = ((frames() - first) * 1000) / (performance.now() - since);
check('the camera at /dev/video0 is seen in the sandbox', rate > 0, `${rate.toFixed(1)} pictures/s looked at`);

for (const device of ['/dev/gpiochip0', '/dev/video0', '/dev/null']) {
  const said = opened(device);
  check(`DeviceAllow= lets the unit open ${device}`, said === 'opened', said);
}
const refused = opened('/dev/kmsg');
check('DevicePolicy= keeps the unit from /dev/kmsg', /not permitted/.test(refused), refused);
check('TasksMax= is set', read('pids.max') === '128', `${read('pids.current')} of ${read('pids.max')}`);
check(
  'MemoryMax= is set',
  read('memory.max') === String(2 ** 30),
  `${Math.round(read('memory.current') / 2 ** 20)} MiB used`,
);

const { visionPid } = status();
const main = show('MainPID');
const before = killedForMemory();
// Less than 1 GiB, for the sake of time; then vision runs away, as a leak would have it.
sh('systemctl set-property --runtime ostiary MemoryMax=256M');
const leak = 'globalThis.leak = []; setInterval(() => leak.push(Buffer.alloc(2 ** 22, 1)), 50)';
sh(`${process.execPath} --experimental-websocket ${import.meta.dirname}/hang.mjs ${visionPid} '${leak}'`);
await until(() => killedForMemory() > before, 60_000, 'memory is short', 100);
const latency = await press();
check('REX releases right after vision was killed for its memory', true, `after ${latency.toFixed(0)} ms`);
check('the door process lives on', show('MainPID') === main && show('NRestarts') === '0');
await until(() => !relay(), 10_000, 'the door relocks');
sh('systemctl set-property --runtime ostiary MemoryMax=1G');
await until(() => ![undefined, visionPid].includes(status().visionPid), 120_000, 'vision is back', 500);
const seen = frames();
await until(() => frames() > seen, 120_000, 'vision looks again', 500);
check('vision comes back by itself', show('MainPID') === main);
process.exit(failed ? 1 : 0);
