import { describe } from '../base/errors.js';
import type { HealthReport } from '../base/health.js';
import type { Log } from '../base/log.js';
import type { GroupKeyDelivery } from '../protocol/domain/group-keys.js';
import type { KeyRing } from '../protocol/domain/key-ring.js';
import type { SequenceRange } from '../protocol/domain/sequence-ranges.js';
import type { CommandDesk } from './command-desk.js';
import type { EventDelivery } from './event-delivery.js';
import type { GallerySync } from './gallery-sync.js';
import type { KeyDesk } from './key-desk.js';

import type { ReceivedCommand, RefusedMessage, Uplink, UplinkListener } from './ports/uplink.js';
import type { TerminalReports } from './terminal-reports.js';
import type { TrustedKeys } from './trusted-keys.js';

interface Dependencies {
  readonly uplink: Pick<Uplink, 'start' | 'health' | 'close'>;
  readonly trusted: TrustedKeys;
  readonly reports: TerminalReports;
  readonly desk: CommandDesk;
  readonly delivery: EventDelivery;
  readonly sync: GallerySync;
  readonly keys: KeyDesk;
  readonly log: Log;
}

/** Dispatches the site's messages. */
export class TerminalLink implements UplinkListener {
  readonly #deps: Dependencies;
  #fault: string | undefined;
  #closed = false;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** Connects once the key ring is loaded. If it cannot be read, `health` reports it and no message is trusted. */
  async start(): Promise<void> {
    const { trusted, uplink, reports, log } = this.#deps;
    try {
      await trusted.load();
    } catch (error) {
      this.#fault = describe(error);
      log.error({ fault: this.#fault }, 'uplink failed to start');
      return;
    }
    if (this.#closed) return;
    uplink.start(this);
    reports.start();
  }

  connected(): void {
    this.#deps.reports.connected();
    this.#deps.delivery.connected();
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
    void this.#deps.delivery.acknowledged(epoch, ranges);
  }

  /** Ignores the current ring, which the broker repeats on every connection. */
  keyRing(next: KeyRing): void {
    if (next.version === this.#deps.trusted.ring().version) return;
    void this.#adopt(next).catch((error: unknown) =>
      this.#deps.log.warn({ fault: describe(error), version: next.version }, 'cannot adopt a key ring'),
    );
  }

  /** Call once vision has reported its model. */
  visionReady(): void {
    this.#deps.reports.infoChanged();
    this.#deps.sync.resume();
  }

  health(): HealthReport {
    const { uplink, delivery, sync } = this.#deps;
    const own = uplink.health();
    const troubles = [this.#fault, delivery.fault(), ...sync.faults()].filter((text) => text !== undefined);
    if (troubles.length === 0) return own;
    return { part: 'uplink', level: 'degraded', detail: [own.detail, ...troubles].join('; ') };
  }

  async close(): Promise<void> {
    const { reports, sync, delivery, desk, uplink } = this.#deps;
    this.#closed = true;
    reports.close();
    sync.close();
    delivery.close();
    await desk.settled();
    await uplink.close();
  }

  async #adopt(next: KeyRing): Promise<void> {
    const kept = this.#deps.trusted.adopt(next);
    this.#deps.reports.infoChanged();
    await kept;
  }
}
