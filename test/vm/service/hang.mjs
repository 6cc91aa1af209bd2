// Makes a running Node process do what a defect would: node hang.mjs PID [EXPRESSION]; without one its event loop spins for
// ever. By the inspector that every Node opens on SIGUSR1, so that nothing for this needs to be in the daemon. Prints
// CLOCK_MONOTONIC in nanoseconds from just before: a process that spins may keep this one from ending.
import { request } from 'node:http';

const [pid, defect = 'setImmediate(() => { for (;;); })'] = process.argv.slice(2);
process.kill(Number(pid), 'SIGUSR1');
for (;;) {
  try {
    const [{ webSocketDebuggerUrl }] = JSON.parse(await get('http://127.0.0.1:9229/json'));
    const socket = new WebSocket(webSocketDebuggerUrl);
    await new Promise((open, refuse) => Object.assign(socket, { onopen: open, onerror: refuse }));
    process.stdout.write(`${process.hrtime.bigint()}\n`);
    socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: defect } }));
    await new Promise((answered) => Object.assign(socket, { onmessage: answered }));
    process.exit(0);
  } catch {
    await new Promise((done) => setTimeout(done, 50));
  }
}

function get(url) {
  return new Promise((resolve, reject) => {
    request(url, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text) => (body += text));
      answer.on('end', () => resolve(body));
    })
      .on('error', reject)
      .end();
  });
}
