// In the virtual machine, last of all: what the relay of an installed terminal does when the machine is shut down while the
// strike is released. The unit of this test stays until it has seen it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { pause, press, pull, ready, relay, sh, until } from './guest.mjs';

const bound = 5000;
const dropIns = '/run/systemd/system/vm-test.service.d';
mkdirSync(dropIns, { recursive: true });
writeFileSync(`${dropIns}/stay.conf`, '[Unit]\nDefaultDependencies=no\n');
sh(
  "sed -i 's/release: [0-9]*s/release: 30s/' /etc/ostiary/terminal.yaml && systemctl daemon-reload && systemctl restart ostiary",
);
await ready();
pull(27, 'up');
await press();
await pause(100);
const begun = performance.now();
sh('systemctl --no-block poweroff');
await until(() => !relay(), 30_000, 'the relay is secured');
const took = performance.now() - begun;
const kept = took <= bound;
console.log(
  `figure: gpio: power-off → relay secured: ${took.toFixed(0)} ms (bound ${bound} ms: ${kept ? 'kept' : 'BROKEN'})`,
);
process.exit(kept ? 0 : 1);
