// `npm start`: runs the demo with the built command line, and a small site: an embedded MQTT broker on loopback (aedes, MQTT 3.1.1) and a
// collector that prints and acknowledges events.
import { spawn } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Aedes } from 'aedes';
import { connectAsync } from 'mqtt';
import { rawPublicKey, signText } from '../dist/protocol/wire/jws.js';
import { topics } from '../dist/protocol/wire/topics.js';

const site = 'demo';
const folder = fileURLToPath(new URL('../.demo/', import.meta.url));
const root = generateKeyPairSync('ed25519').privateKey;
const collector = generateKeyPairSync('ed25519').privateKey;
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}root.pub`, createPublicKey(root).export({ type: 'spki', format: 'pem' }));

const broker = await Aedes.createBroker();
const server = createServer(broker.handle).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `mqtt://127.0.0.1:${server.address().port}`;
const client = await connectAsync(url);
const key = {
  publicKey: rawPublicKey(collector).toString('base64url'),
  roles: ['collector'],
  label: 'demo',
  revoked: false,
};
await publish(topics.keys(site), signText({ site, version: 1, keys: [key] }, 'ostiary-keys', root), true);
const arrived = new Set();
client.on('message', (topic, payload) => {
  if (!topic.endsWith('/ack')) show(JSON.parse(payload.toString()));
});
await client.subscribeAsync(topics.event(site, '+', '+'), { qos: 1 });

const demo = spawn(process.execPath, ['dist/cli.js', 'demo', '--broker', url], { stdio: 'inherit' });
// Ctrl-C also reaches the demo, which then prints its summary.
process.on('SIGINT', () => undefined);
[process.exitCode] = await once(demo, 'exit');
process.stdout.write(`${arrived.size} events arrived at the site over ${url}.\n`);
await client.endAsync();
broker.close();
server.close();

function show({ terminal, epoch, sequence, kind, facts }) {
  const what = [facts.person, facts.reason].filter((word) => word !== undefined).join(' ');
  if (!arrived.has(sequence)) process.stdout.write(`    site    ${kind} ${what} (event ${sequence})\n`);
  arrived.add(sequence);
  const ack = { site, terminal, epoch, ranges: [[sequence, sequence]] };
  void publish(topics.eventAck(site, terminal), signText(ack, 'ostiary-ack', collector), false);
}

function publish(topic, payload, retain) {
  return client.publishAsync(topic, payload, { qos: 1, retain });
}
