import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAuthority, makeCertificate } from './certificates.js';

const program = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto'].find((path) => existsSync(path));
export const hasMosquitto = program !== undefined && existsSync('/usr/bin/mosquitto_pub');

interface Options {
  /**
   * TLS with client certificates for these names, who are then held to the ACL of PROTOCOL.md: `office` runs the site, `collector`
   * collects, others are terminals; `panel` may do everything.
   */
  readonly clients?: readonly string[];
  /** In place of a certificate that is right. */
  readonly server?: { readonly ca: Buffer; readonly cert: Buffer; readonly key: Buffer };
}

/** A real broker on loopback in a folder of its own. What it was told to keep survives `kill`. */
export class Mosquitto {
  readonly folder = mkdtempSync(join(tmpdir(), 'ostiary-broker-'));
  readonly port: number;
  readonly #secure: boolean;
  #child: ChildProcess | undefined;

  private constructor(port: number, options: Options) {
    this.port = port;
    this.#secure = options.clients !== undefined;
    if (options.clients) {
      makeAuthority(this.folder, 'ca');
      makeCertificate(this.folder, { name: 'server', usage: 'serverAuth' });
      for (const name of options.clients) makeCertificate(this.folder, { name, usage: 'clientAuth' });
    }
    writeFileSync(this.path('acl'), acl);
    if (options.server) {
      writeFileSync(this.path('ca.crt'), options.server.ca);
      writeFileSync(this.path('server.crt'), options.server.cert);
      writeFileSync(this.path('server.key'), options.server.key);
    }
    const tls = `cafile ${this.path('ca.crt')}
certfile ${this.path('server.crt')}
keyfile ${this.path('server.key')}
require_certificate true
use_identity_as_username true
allow_anonymous false
acl_file ${this.path('acl')}`;
    // Not 0 (no limit): Mosquitto 2.0.11 then ends the connection of a client whose message its access list refuses.
    writeFileSync(
      this.path('conf'),
      `listener ${port} 127.0.0.1
${this.#secure ? tls : 'allow_anonymous true'}
${process.getuid?.() === 0 ? 'user root' : ''}
persistence true
persistence_location ${this.folder}/
autosave_interval 1
max_queued_messages 1000000
log_dest file ${this.path('log')}
`,
    );
  }

  static async start(options: Options = {}): Promise<Mosquitto> {
    const broker = new Mosquitto(await freePort(), options);
    await broker.start();
    return broker;
  }

  get url(): string {
    return `${this.#secure ? 'mqtts' : 'mqtt'}://localhost:${this.port}`;
  }

  path(file: string): string {
    return join(this.folder, file);
  }

  /** Settings of `uplink` with which Ostiary is let in. */
  access(client: string): readonly string[] {
    if (!this.#secure) return [];
    const files = { caFile: 'ca.crt', certFile: `${client}.crt`, privateKeyFile: `${client}.key` };
    return Object.entries(files).map(([setting, file]) => `${setting}: ${this.path(file)}`);
  }

  /** For mosquitto_pub and mosquitto_sub. */
  words(client: string): readonly string[] {
    const where = ['-h', 'localhost', '-p', String(this.port), '-V', '5'];
    if (!this.#secure) return where;
    return [
      ...where,
      '--cafile',
      this.path('ca.crt'),
      '--cert',
      this.path(`${client}.crt`),
      '--key',
      this.path(`${client}.key`),
    ];
  }

  async start(): Promise<void> {
    this.#child = spawn(program ?? 'mosquitto', ['-c', this.path('conf')], { stdio: 'ignore' });
    for (let i = 0; i < 200; i++) {
      if (await answers(this.port)) return;
      await new Promise((done) => setTimeout(done, 25));
    }
    throw new Error('mosquitto does not start');
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(signal);
  }

  /** As `kill -9` does; resolves when it is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
    this.#child = undefined;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** As PROTOCOL.md has it. */
const acl = `pattern readwrite ostiary/v1/hq/%u/#
pattern write ostiary/v1/hq/reply/#
pattern read ostiary/v1/hq/@site/#
pattern read ostiary/v1/hq/@lobby/#
user office
topic readwrite ostiary/v1/hq/#
user collector
topic read ostiary/v1/hq/+/event/+
topic write ostiary/v1/hq/+/event/ack
topic readwrite ostiary/v1/hq/reply/#
user panel
topic readwrite #
`;

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
    socket.once('connect', () => socket.destroy());
  });
}
