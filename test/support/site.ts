import {
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
} from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type IPublishPacket, MqttClient } from 'mqtt';
import type { CommandName } from '../../src/protocol/domain/command.js';
import type { SealKey } from '../../src/protocol/domain/group-keys.js';
import type { Role } from '../../src/protocol/domain/key-ring.js';
import { openSocket } from '../../src/protocol/mqtt/socket.js';
import { rawPublicKey, signText } from '../../src/protocol/wire/jws.js';
import { sealFor } from '../../src/protocol/wire/sealed.js';

const newKey = (): KeyObject => generateKeyPairSync('ed25519').privateKey;

/** The keys of a site called hq, and what it signs with them. */
export class Site {
  readonly root = newKey();
  readonly operator: KeyObject;
  readonly enroller: KeyObject;
  readonly releaseManager = newKey();
  readonly collector = newKey();
  readonly groupKey: KeyObject;
  #counter = 0;

  /** @param own keys that were made elsewhere */
  constructor(own: Partial<Pick<Site, 'operator' | 'enroller' | 'groupKey'>> = {}) {
    this.operator = own.operator ?? newKey();
    this.enroller = own.enroller ?? newKey();
    this.groupKey = own.groupKey ?? createSecretKey(randomBytes(32));
  }

  /** Puts what a terminal needs into its folder. */
  provision(folder: string): void {
    writeFileSync(join(folder, 'root.pub'), createPublicKey(this.root).export({ type: 'spki', format: 'pem' }));
    writeFileSync(join(folder, 'lobby.key'), this.groupKey.export().toString('hex'), { mode: 0o600 });
  }

  /** Everybody's key; one of them may be revoked. */
  keyRing(version: number, revoked?: KeyObject): string {
    const entry = (key: KeyObject, role: Role) => {
      const publicKey = rawPublicKey(key).toString('base64url');
      return { publicKey, roles: [role], label: role, revoked: key === revoked };
    };
    const keys = [
      entry(this.operator, 'operator'),
      entry(this.enroller, 'enroller'),
      entry(this.releaseManager, 'releaseManager'),
      entry(this.collector, 'collector'),
    ];
    return signText({ site: 'hq', version, keys }, 'ostiary-keys', this.root);
  }

  /** A new key of the group lobby for door-1. */
  async groupKeys(version: number, key: KeyObject, sealKey: SealKey): Promise<string> {
    const keys = [{ group: 'lobby', sealed: await sealFor(sealKey, key.export()) }];
    return signText({ site: 'hq', terminal: 'door-1', version, keys }, 'ostiary-group-keys', this.root);
  }

  command(name: CommandName, args: object, change: object = {}, key = this.operator): string {
    const issued = Date.now();
    const head = {
      id: randomUUID(),
      site: 'hq',
      target: 'door-1',
      issued,
      expires: issued + 9000,
      counter: this.#nextCounter(),
    };
    return signText({ ...head, command: name, args, ...change }, 'ostiary-command', key);
  }

  /** As PROTOCOL.md proposes: the milliseconds since 1970, or one more than the last. */
  #nextCounter(): number {
    this.#counter = Math.max(this.#counter + 1, Date.now());
    return this.#counter;
  }

  ack(epoch: string, sequences: readonly number[], terminal = 'door-1'): string {
    const ranges = sequences.map((sequence) => [sequence, sequence]);
    return signText({ site: 'hq', terminal, epoch, ranges }, 'ostiary-ack', this.collector);
  }
}

/** Somebody at the site with a plain connection to the broker. */
export class Panel {
  readonly client: MqttClient;
  readonly messages: { readonly topic: string; readonly payload: Buffer; readonly packet: IPublishPacket }[] = [];

  constructor(port: number, protocolVersion: 4 | 5 = 5) {
    this.client = new MqttClient(() => openSocket(new URL(`mqtt://127.0.0.1:${port}`), {}, 2 ** 28), {
      protocolVersion,
      clientId: `panel-${randomUUID()}`,
      reconnectPeriod: 200,
    });
    this.client.on('error', () => undefined);
    this.client.on('message', (topic, payload, packet) => this.messages.push({ topic, payload, packet }));
  }

  async listen(...topics: string[]): Promise<void> {
    await this.client.subscribeAsync(topics, { qos: 1 });
  }

  async publish(topic: string, payload: string | Buffer, options: object = {}): Promise<void> {
    await this.client.publishAsync(topic, payload, { qos: 1, ...options });
  }

  /** The JSON messages that came on topics of this ending, oldest first. */
  on(ending: string): readonly Record<string, never>[] {
    return this.messages
      .filter(({ topic }) => topic.endsWith(ending))
      .map(({ payload }) => JSON.parse(payload.toString()));
  }

  close(): Promise<void> {
    return new Promise((done) => this.client.end(true, () => done()));
  }
}
