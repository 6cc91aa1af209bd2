import { type KeyObject, randomUUID } from 'node:crypto';
import type { Clock } from '../../base/clock.js';
import { describe } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import { millis, seconds } from '../../base/units.js';
import { commandRules } from '../../protocol/domain/command.js';
import type { KeyRing, Role } from '../../protocol/domain/key-ring.js';
import type { SequenceRange } from '../../protocol/domain/sequence-ranges.js';
import { offline, unheard } from '../../protocol/mqtt/broker-fault.js';
import { BrokerConnection, type BrokerSettings } from '../../protocol/mqtt/connection.js';
import type { Incoming } from '../../protocol/mqtt/message.js';
import { publicKeyOf, requireSignature, type Signed, signText } from '../../protocol/wire/jws.js';
import { mostPacketBytes, retainedOf, topics } from '../../protocol/wire/topics.js';

import type { FleetLink, Interest, PlainCommand, Report } from '../ports/fleet-link.js';
import { filterOf, parseReport } from './parse-report.js';

export interface FleetLinkOptions {
  readonly site: string;
  readonly broker: Omit<BrokerSettings, 'clientId' | 'sessionExpiry' | 'mostPacket'>;
  readonly keyRing: () => KeyRing;
  /** The private key that signs for a role. */
  readonly signer: (role: Role) => KeyObject;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether to keep trying the first connection instead of rejecting. */
  readonly patient: boolean;
}

interface Listener {
  readonly interests: readonly Interest[];
  readonly report: (report: Report) => void;
}

/** Brokers deliver retained messages before the echo of a message sent after subscribing; some do so a moment later. */
const echoWithin = seconds(3);
const quiet = seconds(0.15);

/** The site’s side of PROTOCOL.md. */
export class MqttFleetLink implements FleetLink {
  readonly #options: FleetLinkOptions;
  readonly #connection: BrokerConnection;
  readonly #name = `ostiary-fleet-${randomUUID()}`;
  readonly #listeners: Listener[] = [];
  readonly #echoes = new Map<string, () => void>();
  #opened: () => void = () => undefined;
  #lastReport = 0;

  private constructor(options: FleetLinkOptions, failed: (fault: Error) => void) {
    const { broker, clock, log, patient } = options;
    this.#options = options;
    // A broker that only supports 3.1.1 closes the first connection.
    let again = broker.protocol === 'auto';
    let opened = false;
    this.#connection = new BrokerConnection({
      settings: { ...broker, clientId: this.#name, sessionExpiry: 0, mostPacket: mostPacketBytes },
      clock,
      log,
      onConnect: () => {
        opened = true;
        void this.#connected();
      },
      onMessage: (message) => this.#receive(message),
      onLost: (fault) => {
        if (patient || opened) return;
        if (!again || fault.code !== 'uplink.lost') failed(fault);
        again = false;
      },
    });
  }

  /** @throws UplinkError (rejects) `uplink.*` if the broker refuses the connection, unless `patient` */
  static async open(options: FleetLinkOptions): Promise<MqttFleetLink> {
    let link: MqttFleetLink | undefined;
    try {
      return await new Promise((resolve, reject) => {
        const opening = new MqttFleetLink(options, reject);
        link = opening;
        opening.#opened = () => resolve(opening);
        opening.#connection.start();
        if (options.patient) resolve(opening);
      });
    } catch (error) {
      await link?.close();
      throw error;
    }
  }

  async listen(interests: readonly Interest[], report: (report: Report) => void): Promise<void> {
    this.#listeners.push({ interests, report });
    await this.#connection.subscribe(interests.map((interest) => filterOf(this.#options.site, interest)));
    await this.#echo();
  }

  send(command: PlainCommand): Promise<void> {
    const { site, signer } = this.#options;
    const signed = signText(command, 'ostiary-command', signer(commandRules[command.command].role));
    return this.#publish(topics.request(site, command.target, command.command), signed, false);
  }

  acknowledge(terminal: string, epoch: string, ranges: readonly SequenceRange[]): Promise<void> {
    const { site, signer } = this.#options;
    const signed = signText({ site, terminal, epoch, ranges }, 'ostiary-ack', signer('collector'));
    return this.#publish(topics.eventAck(site, terminal), signed, false);
  }

  publishManifest(group: string, signed: string): Promise<void> {
    return this.#publish(topics.manifest(this.#options.site, group), signed, true);
  }

  publishChunk(group: string, sha256: string, sealed: Uint8Array | undefined): Promise<void> {
    return this.#publish(topics.chunk(this.#options.site, group, sha256), Buffer.from(sealed ?? []), true);
  }

  publishKeyRing(signed: string): Promise<void> {
    return this.#publish(topics.keys(this.#options.site), signed, true);
  }

  publishGroupKeys(terminal: string, signed: string): Promise<void> {
    return this.#publish(topics.groupKeys(this.#options.site, terminal), signed, true);
  }

  async forget(terminal: string): Promise<void> {
    for (const topic of retainedOf(this.#options.site, terminal)) await this.#publish(topic, '', true);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  #publish(topic: string, payload: string | Buffer, retain: boolean): Promise<void> {
    return this.#connection.publish({ topic, payload, retain });
  }

  /** Subscribes again: each connection starts without subscriptions. */
  async #connected(): Promise<void> {
    const { site, log } = this.#options;
    const filters = this.#listeners.flatMap(({ interests }) => interests).map((interest) => filterOf(site, interest));
    try {
      await this.#connection.subscribe([this.#replies(), ...filters]);
    } catch (error) {
      log.warn({ fault: describe(error) }, 'cannot subscribe to all reports of terminals');
    }
    this.#opened();
  }

  /** @throws UplinkError (rejects) `uplink.unheard` */
  async #echo(): Promise<void> {
    const { clock } = this.#options;
    const word = randomUUID();
    const begun = clock.monotonic();
    let cancel = (): void => undefined;
    const heard = new Promise<boolean>((resolve) => {
      this.#echoes.set(word, () => resolve(true));
      const wait = (): void => {
        // As long as messages arrive, the echo may follow.
        const left = Math.max(begun, this.#lastReport) + echoWithin - clock.monotonic();
        if (left > 0) cancel = clock.after(millis(left), wait);
        else resolve(false);
      };
      wait();
    });
    try {
      await this.#publish(this.#replies(), word, false);
      if (!(await heard)) throw this.#connection.connected() ? unheard(this.#replies()) : offline();
    } finally {
      // A remaining timer would keep the command from ending.
      cancel();
      this.#echoes.delete(word);
    }
    const end = clock.monotonic() + echoWithin;
    while (clock.monotonic() - this.#lastReport < quiet && clock.monotonic() < end)
      await new Promise<void>((done) => clock.after(quiet, done));
  }

  #replies(): string {
    return `${topics.state(this.#options.site, 'reply').replace(/state$/, '')}${this.#name}`;
  }

  #receive({ topic, payload }: Incoming): void {
    const { site, clock, log } = this.#options;
    if (topic === this.#replies()) {
      this.#echoes.get(payload.toString())?.();
      return;
    }
    this.#lastReport = clock.monotonic();
    let report: Report | undefined;
    try {
      report = parseReport(site, topic, payload, (signed) => this.#verified(signed));
    } catch (error) {
      log.warn({ topic, fault: describe(error) }, 'ignoring an invalid message');
    }
    if (report === undefined) return;
    const { kind, terminal } = report;
    for (const { interests, report: tell } of this.#listeners) {
      if (interests.some((one) => one.kind === kind && (one.terminal ?? terminal) === terminal)) tell(report);
    }
  }

  /** Accepts any key of the ring, even revoked: a manifest stays valid when its key is revoked. */
  #verified(signed: Signed): boolean {
    const key = this.#options.keyRing().keys.find(({ id }) => id === signed.keyId);
    if (key === undefined) return false;
    requireSignature(signed, publicKeyOf(Buffer.from(key.publicKey, 'base64url')));
    return true;
  }
}
