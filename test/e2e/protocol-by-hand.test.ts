import { execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Sqlite } from '../../src/database/sqlite.js';
import { Mosquitto } from '../support/mosquitto.js';
import { needs } from '../support/needs.js';
import { root } from '../support/places.js';
import { type TestTerminal, until } from '../support/terminal.js';
import { terminalAt } from '../support/uplink-terminal.js';

const page = readFileSync(join(root, 'docs/protocol/PROTOCOL.md'), 'utf8');
/** The shell functions of PROTOCOL.md, word for word. */
const functions = page.match(/```sh\n(# ostiary_kid[\s\S]*?)```/)?.[1] ?? '';

needs('mosquitto').describe(`PROTOCOL.md, by mosquitto_pub, mosquitto_sub and openssl alone`, () => {
  let broker: Mosquitto;
  let terminal: TestTerminal;
  let daemon: ReturnType<TestTerminal['daemon']>;

  /** A shell in which `pub` and `sub` are the Mosquitto clients of somebody at the site. */
  const shell = (script: string, who = 'panel'): string => {
    const words = broker.words(who).join(' ');
    const prelude = `pub() { mosquitto_pub ${words} -q 1 "$@"; }\nsub() { mosquitto_sub ${words} -q 1 "$@"; }\n`;
    const { stdout, stderr, status } = spawnSync('bash', ['-c', functions + prelude + script], {
      cwd: terminal.folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`status ${status}: ${stderr}`);
    return stdout;
  };

  beforeAll(async () => {
    broker = await Mosquitto.start({ clients: ['door-1', 'door-2', 'panel'] });
    terminal = await terminalAt(broker);
    for (const name of ['root', 'operator', 'collector']) {
      execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', `${name}.pem`], { cwd: terminal.folder });
    }
    const rootKey = createPublicKey(readFileSync(join(terminal.folder, 'root.pem')));
    writeFileSync(join(terminal.folder, 'root.pub'), rootKey.export({ type: 'spki', format: 'pem' }));
    daemon = terminal.daemon();
    await until(() => shell(`sub -t ostiary/v1/hq/door-1/info -C 1 -W 2 || true`).includes('epoch'));
  });
  afterAll(async () => {
    daemon.child.kill('SIGKILL');
    await daemon.exited;
    await broker.remove();
    terminal.remove();
  });

  it('publishes a key ring, unlocks the door and reads the answer', async () => {
    shell(`printf '{"site":"hq","version":1,"keys":[{"publicKey":"%s","roles":["operator"],"label":"me"},{"publicKey":"%s","roles":["collector"],"label":"me"}]}' \\
      "$(ostiary_public operator.pem)" "$(ostiary_public collector.pem)" | ostiary_sign ostiary-keys root.pem | pub -t ostiary/v1/hq/@site/keys -r -s`);
    await until(() => shell(`sub -t ostiary/v1/hq/door-1/info -C 1 -W 2`).includes('"keyRing":1'));
    const answer = shell(`sub -t ostiary/v1/hq/door-1/response/unlock -C 1 -W 10 > answer & sleep 0.5
      ostiary_command hq door-1 unlock '{}' operator.pem 10 | pub -t ostiary/v1/hq/door-1/request/unlock -s
      wait; cat answer`);
    expect(JSON.parse(answer)).toMatchObject({ ok: true, command: 'unlock', terminal: 'door-1' });
  });

  it('sets a setting and reads what changed', () => {
    const answer = shell(`sub -t ostiary/v1/hq/door-1/response/config-set -C 1 -W 10 > answer & sleep 0.5
      ostiary_command hq door-1 config-set '{"settings":{"door.release":"2s"}}' operator.pem 60 | pub -t ostiary/v1/hq/door-1/request/config-set -s
      wait; cat answer`);
    expect(JSON.parse(answer)).toMatchObject({ result: { applied: { 'door.release': { from: '1s', to: '2s' } } } });
  });

  it('reads events and acknowledges them', async () => {
    const event = shell(`sub -t ostiary/v1/hq/door-1/event/command.done -C 1 -W 20 > event & sleep 0.5
      ostiary_command hq door-1 time '{}' operator.pem 60 | pub -t ostiary/v1/hq/door-1/request/time -s
      wait; cat event`);
    const { epoch, sequence } = JSON.parse(event);
    shell(`printf '{"site":"hq","terminal":"door-1","epoch":"${epoch}","ranges":[[1,${sequence}]]}' | ostiary_sign ostiary-ack collector.pem \\
      | pub -t ostiary/v1/hq/door-1/event/ack -s`);
    const waiting = new Sqlite(terminal.database, { readonly: true })
      .prepare('SELECT min(sequence) FROM outbox')
      .pluck();
    await until(() => Number(waiting.get() ?? Number.POSITIVE_INFINITY) > sequence);
  });

  it('cannot speak for another terminal, as the broker holds each certificate to the ACL', () => {
    shell(`pub -t ostiary/v1/hq/door-1/state -m '{"online":false,"session":99}' -r`, 'door-2');
    expect(shell(`sub -t ostiary/v1/hq/door-1/state -C 1 -W 3`)).toContain('"online":true');
  });
});
