import type { KeyObject } from 'node:crypto';
import type { Clock } from '../../base/clock.js';
import { describe, UplinkError } from '../../base/errors.js';
import type { HealthReport } from '../../base/health.js';
import type { Log } from '../../base/log.js';
import type { Millis } from '../../base/units.js';
import type { ChunkRef } from '../../gallery/domain/gallery-manifest.js';
import type { Identity } from '../../protocol/domain/address.js';
import type { KeyRing } from '../../protocol/domain/key-ring.js';
import type {
  Answer,
  DoorReport,
  EventReport,
  HealthSummary,
  TerminalInfo,
  VisitorReport,
} from '../../protocol/domain/reports.js';
import { BrokerConnection, type BrokerSettings } from '../../protocol/mqtt/connection.js';
import type { Incoming, Outgoing } from '../../protocol/mqtt/message.js';
import { sha256 } from '../../protocol/wire/chunk-seal.js';
import { mostPacketBytes, parseTopic, subscriptionsOf, topics } from '../../protocol/wire/topics.js';
import type { ReplyTo, Uplink, UplinkListener } from '../ports/uplink.js';
import { birthTopic, discovery } from './home-assistant.js';
import { InboundGate } from './inbound.js';

export interface MqttUplinkOptions {
  readonly identity: Identity;
  readonly broker: Omit<BrokerSettings, 'clientId' | 'sessionExpiry' | 'mostPacket'>;
  readonly rootKey: KeyObject;
  /** The key ring in force. */
  readonly keyRing: () => KeyRing;
  /** A number for each connection, higher than all earlier ones. */
  readonly nextSession: () => Promise<number>;
  /** Settings for Home Assistant discovery; undefined without it. */
  readonly homeAssistant?: { readonly prefix: string; readonly door: string; readonly version: string };
  readonly clock: Clock;
  readonly log: Log;
}

const homeAssistantOnline = Buffer.from('online');

/** How long the broker keeps commands for an offline terminal: 7 days. */
const sessionExpiry = 7 * 24 * 60 * 60;

/** The terminal's side of PROTOCOL.md. */
export class MqttUplink implements Uplink {
  readonly #options: MqttUplinkOptions;
  readonly #connection: BrokerConnection;
  readonly #fetching = new Map<string, (bytes: Buffer) => void>();
  #gate: InboundGate | undefined;
  #listener: UplinkListener | undefined;
  #session = 0;
  #accessFault: string | undefined;
  #closing = false;

  constructor(options: MqttUplinkOptions) {
    const { identity, broker, clock, log } = options;
    this.#options = options;
    this.#connection = new BrokerConnection({
      settings: {
        ...broker,
        clientId: `ostiary-${identity.site}-${identity.terminal}`,
        sessionExpiry,
        mostPacket: mostPacketBytes,
      },
      clock,
      log,
      lastWill: async () => {
        this.#session = await options.nextSession().catch((error: unknown) => this.#withoutStorage(error));
        return this.#death();
      },
      onConnect: () => void this.#connected(),
      onMessage: (message) => this.#receive(message),
    });
  }

  start(listener: UplinkListener): void {
    const { identity, rootKey, keyRing, clock } = this.#options;
    this.#listener = listener;
    this.#gate = new InboundGate({ ...identity, rootKey, keyRing, clock, listener });
    this.#connection.start();
  }

  connected(): boolean {
    return this.#connection.connected();
  }

  publishInfo(info: TerminalInfo): Promise<void> {
    return this.#publish(this.#own('info'), info, true);
  }

  publishDoor(door: DoorReport): Promise<void> {
    return this.#publish(this.#own('door'), door, true);
  }

  publishHealth(health: HealthSummary): Promise<void> {
    return this.#publish(this.#own('health'), health, true);
  }

  publishVisitor(visitor: VisitorReport): Promise<void> {
    return this.#publish(this.#own('visitor'), visitor, true);
  }

  publishEvent({ record, epoch, historical }: EventReport): Promise<void> {
    const { site, terminal } = this.#options.identity;
    const { wall, wallTrusted, sequence, id, kind, bootId, facts, hash } = record;
    const event = {
      terminal,
      epoch,
      sequence,
      id,
      kind,
      at: Math.round(wall),
      clockTrusted: wallTrusted,
      historical,
      bootId,
      facts,
      hash,
    };
    return this.#publish(topics.event(site, terminal, kind), event, false);
  }

  answer(answer: Answer, { topic, correlation }: ReplyTo): Promise<void> {
    const { site, terminal } = this.#options.identity;
    return this.#connection.publish({
      topic: topic ?? topics.response(site, terminal, answer.command),
      payload: JSON.stringify({ ...answer, terminal }),
      ...(correlation === undefined ? {} : { correlation: Buffer.from(correlation) }),
    });
  }

  want(group: string, revision: number, missing: readonly string[]): Promise<void> {
    const { site, terminal } = this.#options.identity;
    return this.#publish(topics.galleryWanted(site, terminal), { terminal, group, revision, missing }, false);
  }

  async fetchChunk(group: string, { sha256: wanted, bytes }: ChunkRef, within: Millis): Promise<Uint8Array> {
    const topic = topics.chunk(this.#options.identity.site, group, wanted);
    let cancel = () => {};
    try {
      const arrived = new Promise<Buffer>((resolve, reject) => {
        this.#fetching.set(topic, resolve);
        cancel = this.#options.clock.after(within, () => reject(missing(topic, within)));
      });
      // In parallel: the chunk may arrive before the broker's reply to the subscription.
      const [chunk] = await Promise.all([arrived, this.#connection.subscribe([topic])]);
      if (chunk.length === bytes && (await sha256(chunk)) === wanted) return chunk;
      throw new UplinkError('uplink.chunk-altered', `the content of ${topic} does not match its digest`, {
        remedy: 'Push the gallery again (ostiary fleet push), and find out who can write to the broker.',
      });
    } finally {
      cancel();
      this.#fetching.delete(topic);
      void this.#connection.unsubscribe([topic]).catch(() => undefined);
    }
  }

  health(): HealthReport {
    const part = 'uplink';
    const fault = this.#connection.fault();
    if (fault)
      return {
        part,
        level: 'degraded',
        detail: `not connected, the terminal works without the broker: ${describe(fault)}`,
      };
    if (!this.connected()) return { part, level: 'degraded', detail: 'connecting' };
    if (this.#accessFault !== undefined) return { part, level: 'degraded', detail: this.#accessFault };
    const dropped = this.#gate?.dropped() ?? 0;
    const detail = `connected, MQTT ${this.#connection.protocol()}, session ${this.#session}`;
    return { part, level: 'ok', detail: dropped > 0 ? `${detail}, ${dropped} messages dropped unread` : detail };
  }

  close(): Promise<void> {
    this.#closing = true;
    return this.#connection.close(this.#death());
  }

  /** Subscribes before announcing itself: others may send as soon as they see the birth message. */
  async #connected(): Promise<void> {
    const { identity, homeAssistant, log } = this.#options;
    try {
      await this.#connection.subscribe([
        ...subscriptionsOf(identity),
        ...(homeAssistant ? [birthTopic(homeAssistant.prefix)] : []),
      ]);
      this.#accessFault = undefined;
    } catch (error) {
      this.#accessFault = describe(error);
      log.warn({ fault: this.#accessFault }, 'cannot subscribe to all topics');
    }
    this.#announce();
    this.#tellHomeAssistant();
    this.#listener?.connected();
  }

  #tellHomeAssistant(): void {
    const { homeAssistant, identity, log } = this.#options;
    if (homeAssistant === undefined) return;
    this.#connection
      .publish(discovery({ ...homeAssistant, identity }))
      .catch((error: unknown) => log.warn({ fault: describe(error) }, 'Home Assistant discovery failed'));
  }

  #announce(): void {
    const state = { online: true, session: this.#session, at: this.#options.clock.wall() };
    this.#publish(this.#own('state'), state, true).catch((error: unknown) => {
      if (this.connected()) this.#accessFault = describe(error);
    });
  }

  #receive(message: Incoming): void {
    const { identity, homeAssistant } = this.#options;
    const { site, terminal } = identity;
    const fetched = this.#fetching.get(message.topic);
    if (fetched) {
      fetched(message.payload);
      return;
    }
    if (homeAssistant && message.topic === birthTopic(homeAssistant.prefix)) {
      if (message.payload.equals(homeAssistantOnline)) this.#tellHomeAssistant();
      return;
    }
    const inbound = parseTopic(site, message.topic);
    if (inbound === undefined || inbound.kind === 'chunk') return;
    if (inbound.kind === 'state') {
      if (inbound.to === terminal) this.#ownState(message.payload);
      return;
    }
    // Ignore the empty message of a cleared document.
    if (message.payload.length > 0) this.#gate?.receive(inbound, message);
  }

  /** The late death of an earlier connection must not hide this one. */
  #ownState(payload: Buffer): void {
    if (!this.#closing && payload.length > 0 && !payload.includes('"online":true')) this.#announce();
  }

  #death(): Outgoing {
    return {
      topic: this.#own('state'),
      payload: JSON.stringify({ online: false, session: this.#session }),
      retain: true,
    };
  }

  #own(topic: 'state' | 'info' | 'door' | 'health' | 'visitor'): string {
    const { site, terminal } = this.#options.identity;
    return topics[topic](site, terminal);
  }

  #publish(topic: string, payload: object, retain: boolean): Promise<void> {
    return this.#connection.publish({ topic, payload: JSON.stringify(payload), retain });
  }

  /** With a full disk, falls back to a number that increases within this process. */
  #withoutStorage(error: unknown): number {
    this.#options.log.warn({ fault: describe(error) }, 'cannot store the session number');
    return this.#session + 1;
  }
}

function missing(topic: string, within: Millis): UplinkError {
  return new UplinkError('uplink.chunk-missing', `the broker did not deliver ${topic} within ${within} ms`, {
    remedy: 'Push the gallery again (ostiary fleet push).',
  });
}
