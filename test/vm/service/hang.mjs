// Makes the event loop of a running daemon spin for ever, as a defect would: node hang.mjs PID. By the inspector that every
// Node opens on SIGUSR1, so that nothing for this needs to be in the daemon.
import { request } from 'node:http';

process.kill(Number(process.argv[2]), 'SIGUSR1');
for (;;) {
  try {
    const [{ webSocketDebuggerUrl }] = JSON.parse(await get('http://127.0.0.1:9229/json'));
    const socket = new WebSocket(webSocketDebuggerUrl);
    await new Promise((open, refuse) => Object.assign(socket, { onopen: open, onerror: refuse }));
    const params = { expression: 'setImmediate(() => { for (;;); })' };
    socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }));
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
