import { auditEvent } from '../audit/ports/audit-event.js';
import type { Clock } from '../base/clock.js';
import { describe } from '../base/errors.js';
import { type HealthReport, worst } from '../base/health.js';
import type { Log } from '../base/log.js';
import { elapsed, type Instant, minutes, seconds } from '../base/units.js';
import { type Door, released } from '../door/domain/door.js';
import type { GroupKeyDelivery } from '../protocol/domain/group-keys.js';
import { emptyRing, type KeyRing, succeed } from '../protocol/domain/key-ring.js';
import type { CommandDesk } from './command-desk.js';
import type { EventCourier } from './event-courier.js';
import type { GallerySync } from './gallery-sync.js';
import type { KeyDesk } from './key-desk.js';
import type { SequenceRange } from './ports/outbox.js';
import type { TrustStore } from './ports/trust-store.js';
import type {
  HealthSummary,
  ReceivedCommand,
  RefusedMessage,
  TerminalInfo,
  Uplink,
  UplinkListener,
} from './ports/uplink.js';

interface Dependencies {
  readonly uplink: Uplink;
  readonly trust: TrustStore;
  readonly desk: CommandDesk;
  readonly courier: EventCourier;
  readonly sync: GallerySync;
  readonly keys: KeyDesk;
  readonly info: () => Promise<Omit<TerminalInfo, 'keyRing'>>;
  readonly door: () => Door;
  readonly reports: () => readonly HealthReport[];
  readonly clock: Clock;
  readonly log: Log;
}

const lookEvery = seconds(5);
const tellEvery = minutes(1);

/** The terminal as its site sees it: what it publishes about itself, and where what the site says goes. */
export class TerminalLink implements UplinkListener {
  readonly #deps: Dependencies;
  #ring: KeyRing = emptyRing;
  #told = '';
  #toldAt: Instant | undefined;
  #cancel = () => {};
  #closed = false;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** @throws StoreError (rejects) when the key ring cannot be read: without it nobody could be believed */
  async start(): Promise<void> {
    this.#ring = (await this.#deps.trust.keyRing()) ?? emptyRing;
    if (this.#closed) return;
    this.#deps.uplink.start(this);
    this.#watch();
  }

  ring(): KeyRing {
    return this.#ring;
  }

  connected(): void {
    this.#told = '';
    this.infoChanged();
    this.doorChanged();
    this.#tellHealth();
    this.#deps.courier.connected();
    this.#deps.sync.resume();
  }

  command(received: ReceivedCommand): void {
    this.#deps.desk.receive(received);
  }

  refused(message: RefusedMessage): void {
    this.#deps.desk.refuse(message);
  }

  groupKeys(delivery: GroupKeyDelivery): void {
    this.#deps.keys.receive(delivery);
  }

  manifest(...message: Parameters<UplinkListener['manifest']>): void {
    this.#deps.sync.receive(...message);
  }

  acknowledged(epoch: string, ranges: readonly SequenceRange[]): void {
    void this.#deps.courier.acknowledged(epoch, ranges);
  }

  /** The broker repeats the present ring with every connection, which is no news. */
  keyRing(next: KeyRing): void {
    if (next.version === this.#ring.version) return;
    void this.#adopt(next).catch((error: unknown) =>
      this.#deps.log.warn({ fault: describe(error), version: next.version }, 'a key ring was not adopted'),
    );
  }

  infoChanged(): void {
    this.#publish(async () => {
      const info = await this.#deps.info();
      await this.#deps.uplink.publishInfo({ ...info, keyRing: this.#ring.version });
    });
  }

  doorChanged(): void {
    const { clock, uplink } = this.#deps;
    const door = this.#deps.door();
    const { mode, contact, alarm } = door;
    const report = { at: clock.wall(), mode, released: released(door), contact: contact.kind, alarm };
    this.#publish(() => uplink.publishDoor(report));
  }

  health(): HealthSummary {
    const parts = this.#deps.reports();
    return { at: this.#deps.clock.wall(), level: worst(parts), parts };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    this.#deps.sync.close();
    this.#deps.courier.close();
    await this.#deps.desk.settled();
    await this.#deps.uplink.close();
  }

  async #adopt(next: KeyRing): Promise<void> {
    const { trust, clock, log } = this.#deps;
    const ring = succeed(this.#ring, next);
    const facts = {
      version: ring.version,
      keys: ring.keys.length,
      revoked: ring.keys.filter((key) => key.revoked).length,
    };
    // Obeyed at once: a revocation must not wait for the disk.
    this.#ring = ring;
    log.info(facts, 'the key ring changed');
    this.infoChanged();
    await trust.putKeyRing(ring, auditEvent(clock, 'keys.changed', facts));
  }

  #watch(): void {
    this.#cancel = this.#deps.clock.after(lookEvery, () => {
      this.#tellHealth();
      if (!this.#closed) this.#watch();
    });
  }

  /** When a part's level changes, and once a minute. */
  #tellHealth(): void {
    const { clock } = this.#deps;
    const health = this.health();
    const levels = JSON.stringify(health.parts.map(({ part, level }) => [part, level]));
    const now = clock.monotonic();
    const due = this.#toldAt === undefined || elapsed(this.#toldAt, now) >= tellEvery;
    if (levels === this.#told && !due) return;
    this.#told = levels;
    this.#toldAt = now;
    this.#publish(() => this.#deps.uplink.publishHealth(health));
  }

  /** Retained reports are published anew with each connection: one that is lost is not missed. */
  #publish(report: () => Promise<void>): void {
    const { uplink, log } = this.#deps;
    if (!uplink.connected()) return;
    report().catch((error: unknown) => log.debug({ fault: describe(error) }, 'a report was not published'));
  }
}
