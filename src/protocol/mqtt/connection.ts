import { type IConnackPacket, type IPublishPacket, MqttClient } from 'mqtt';
import { reconnectDelay } from '../../base/backoff.js';
import type { Clock } from '../../base/clock.js';
import { describe, type UplinkError } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import { redact } from '../../base/redact.js';
import { elapsed, type Instant, seconds } from '../../base/units.js';
import type { BrokerLimits } from '../domain/broker-limits.js';
import { brokerFault, offline, refused } from './broker-fault.js';
import type { Incoming, Outgoing } from './message.js';
import { PublishQueue } from './publish-queue.js';
import { isSecure, openSocket, type TlsFiles } from './socket.js';

export interface BrokerSettings {
  readonly broker: string;
  readonly clientId: string;
  readonly tls: TlsFiles;
  readonly username?: string;
  readonly password?: Buffer;
  readonly protocol: 'auto' | '5' | '3.1.1';
  /** How long the broker keeps messages for a disconnected client; 0 starts afresh with each connection. */
  readonly sessionExpiry: number;
  /** Longest packet accepted. */
  readonly mostPacket: number;
}

interface Options {
  readonly settings: BrokerSettings;
  readonly clock: Clock;
  readonly log: Log;
  /** Called before each attempt: the message that the broker publishes once the client is gone. */
  readonly lastWill?: () => Promise<Outgoing>;
  readonly onConnect: (limits: BrokerLimits) => void;
  readonly onMessage: (message: Incoming) => void;
  /** Called on each failed attempt, and when the connection is lost. */
  readonly onLost?: (fault: UplinkError) => void;
  readonly random?: () => number;
}

const connectWithin = seconds(15);
/** After a connection that lasted this long, the next attempt is quick again. */
const steadyAfter = seconds(10);
const keepaliveSeconds = 30;

/** A connection to a broker that reconnects indefinitely, with jittered backoff. */
export class BrokerConnection {
  readonly #options: Options;
  readonly #queue = new PublishQueue();
  #client: MqttClient | undefined;
  #fault: UplinkError | undefined;
  #attempt = 0;
  #version: 4 | 5;
  #since: Instant | undefined;
  #cancelRetry = () => {};
  #closed = false;

  constructor(options: Options) {
    this.#options = options;
    this.#version = options.settings.protocol === '3.1.1' ? 4 : 5;
  }

  start(): void {
    void this.#connect();
  }

  connected(): boolean {
    return this.#since !== undefined;
  }

  /** Why there is no connection; undefined while there is one. */
  fault(): UplinkError | undefined {
    return this.#fault;
  }

  protocol(): '5' | '3.1.1' {
    return this.#version === 5 ? '5' : '3.1.1';
  }

  /** Resolves when the broker has accepted the message. In order. @throws UplinkError (rejects) `uplink.offline`, `uplink.refused` */
  publish(message: Outgoing): Promise<void> {
    return this.#queue.add(message);
  }

  /** @throws UplinkError (rejects) `uplink.refused` naming the topics that this client may not read */
  async subscribe(topics: readonly string[]): Promise<void> {
    const client = this.#client;
    if (client === undefined || !this.connected()) throw offline();
    // Retain as published: a command that was published retained must be recognisable.
    const granted = await client.subscribeAsync(
      Object.fromEntries(topics.map((topic) => [topic, { qos: 1, rap: true }])),
    );
    const denied = granted.filter(({ qos }) => qos >= 128).map(({ topic }) => topic);
    if (denied.length > 0) throw refused(`subscribing to ${denied.join(', ')}`);
  }

  async unsubscribe(topics: readonly string[]): Promise<void> {
    await this.#client?.unsubscribeAsync([...topics]);
  }

  /** Publishes the last message if connected, then disconnects. Idempotent. */
  async close(lastWords?: Outgoing): Promise<void> {
    if (this.#closed) return;
    const said = lastWords && this.connected() ? this.#queue.add(lastWords) : Promise.resolve();
    await said.catch(() => undefined);
    this.#closed = true;
    this.#cancelRetry();
    this.#queue.stop(offline());
    this.#since = undefined;
    const client = this.#client;
    this.#client = undefined;
    if (client) await new Promise<void>((ended) => client.end(false, () => ended()));
  }

  async #connect(): Promise<void> {
    const { settings, lastWill, log } = this.#options;
    try {
      const will = await lastWill?.();
      if (this.#closed) return;
      this.#open(will);
    } catch (error) {
      // The storage cannot supply a session number, or the address is invalid.
      log.warn({ fault: describe(error) }, 'cannot attempt to connect to the broker');
      this.#lost(brokerFault(error, settings.broker));
    }
  }

  #open(will: Outgoing | undefined): void {
    const { settings } = this.#options;
    let cause: unknown;
    let refusedVersion = false;
    const broker = new URL(settings.broker);
    let shaking = isSecure(broker);
    const v5 = this.#version === 5;
    const client = new MqttClient(
      () => {
        const socket = openSocket(broker, settings.tls, settings.mostPacket);
        socket.once('error', (error) => {
          cause = error;
        });
        socket.once('secureConnect', () => {
          shaking = false;
        });
        return socket;
      },
      {
        clientId: settings.clientId,
        protocolVersion: this.#version,
        clean: settings.sessionExpiry === 0,
        keepalive: keepaliveSeconds,
        connectTimeout: connectWithin,
        reconnectPeriod: 0,
        resubscribe: false,
        queueQoSZero: false,
        ...(settings.username === undefined ? {} : { username: settings.username }),
        ...(settings.password === undefined ? {} : { password: settings.password }),
        ...(v5
          ? { properties: { sessionExpiryInterval: settings.sessionExpiry, maximumPacketSize: settings.mostPacket } }
          : {}),
        ...(will
          ? { will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: will.retain ?? false } }
          : {}),
      },
    );
    this.#client = client;
    client.on('error', (error) => {
      cause ??= error;
      // 1: MQTT 3.1.1's, 132: MQTT 5's "unsupported protocol version".
      refusedVersion ||= [1, 132].includes(Number((error as { code?: unknown }).code));
    });
    client.on('disconnect', ({ reasonCode }) => {
      cause ??= { code: reasonCode, message: `the broker closed the connection with reason ${reasonCode}` };
    });
    client.on('connect', ({ properties }) => this.#connected(client, properties));
    client.on('message', (topic, payload, packet) => this.#receive(topic, payload, packet));
    client.once('close', () => {
      client.removeAllListeners().on('error', () => undefined);
      client.end(true);
      if (client !== this.#client) return;
      // A broker that only supports 3.1.1 says so, or closes the connection.
      const mute = cause === undefined && !this.connected();
      if (settings.protocol === 'auto' && (refusedVersion || mute)) this.#version = v5 ? 4 : 5;
      this.#lost(brokerFault(cause ?? new Error('the broker closed the connection'), settings.broker, shaking));
    });
  }

  #connected(client: MqttClient, properties: IConnackPacket['properties'] = {}): void {
    const { clock, log, settings, onConnect } = this.#options;
    this.#since = clock.monotonic();
    this.#fault = undefined;
    const { receiveMaximum, retainAvailable = true, maximumPacketSize } = properties;
    this.#queue.start(client, receiveMaximum);
    log.info({ broker: redact(settings.broker), protocol: this.protocol() }, 'connected to the broker');
    onConnect({
      retains: retainAvailable,
      ...(maximumPacketSize === undefined ? {} : { mostPacket: maximumPacketSize }),
    });
  }

  #receive(topic: string, payload: Buffer, { retain, properties }: IPublishPacket): void {
    const { responseTopic, correlationData } = properties ?? {};
    this.#options.onMessage({
      topic,
      payload,
      retained: retain,
      ...(responseTopic === undefined ? {} : { responseTopic }),
      ...(correlationData === undefined ? {} : { correlation: correlationData }),
    });
  }

  #lost(fault: UplinkError): void {
    const { clock, log, random = Math.random } = this.#options;
    const lasted = this.#since === undefined ? 0 : elapsed(this.#since, clock.monotonic());
    if (lasted > steadyAfter) this.#attempt = 0;
    this.#since = undefined;
    this.#client = undefined;
    this.#queue.stop(offline());
    if (this.#closed) return;
    const retryIn = reconnectDelay(this.#attempt++, random());
    if (fault.message !== this.#fault?.message)
      log.warn({ fault: describe(fault), retryIn }, 'not connected to the broker; retrying');
    this.#fault = fault;
    this.#options.onLost?.(fault);
    // The callback may have closed it.
    if (this.#closed) return;
    this.#cancelRetry = clock.after(retryIn, () => void this.#connect());
  }
}
