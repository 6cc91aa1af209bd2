import type { AuditRecord } from '../audit/domain/audit.js';
import type { Clock } from '../base/clock.js';
import { describe } from '../base/errors.js';
import type { Log } from '../base/log.js';
import { elapsed, type Instant, type Millis, millis, minutes, seconds } from '../base/units.js';
import type { SequenceRange } from '../protocol/domain/sequence-ranges.js';
import type { Outbox } from './ports/outbox.js';
import type { Uplink } from './ports/uplink.js';

interface Dependencies {
  readonly outbox: Outbox;
  readonly uplink: Pick<Uplink, 'connected' | 'publishEvent'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly bootId: string;
  /** Maximum number of undelivered events to keep. */
  readonly quota: number;
}

/** Maximum number of unacknowledged events in flight. */
const mostUnacknowledged = 256;
const firstPatience = seconds(10);
/** Without a collector, events are resent at most this often. */
const longestPatience = minutes(5);
const lateAfter = seconds(30);
const trimEvery = minutes(1);
/** Events of the command line arrive without notice. */
const lookEvery = seconds(2);

/**
 * Sends the outbox to the site, oldest first, and deletes events that the site has stored. Only the site's acknowledgement counts, not the
 * broker's. Unacknowledged events are sent again, from the oldest on.
 */
export class EventDelivery {
  readonly #deps: Dependencies;
  #sent = 0;
  #unacknowledged = new Set<number>();
  #lastWord: Instant;
  #patience: Millis = firstPatience;
  #sending = false;
  #again = false;
  #fault: string | undefined;
  #closed = false;
  #cancels: (() => void)[] = [];

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#lastWord = deps.clock.monotonic();
    this.#every(lookEvery, () => this.#look());
    this.#every(trimEvery, () => void this.#trim());
  }

  /** A new connection: events in flight may be lost. */
  connected(): void {
    this.#patience = firstPatience;
    this.#restart();
  }

  /** Call when there may be new events. */
  wake(): void {
    void this.#send();
  }

  async acknowledged(epoch: string, ranges: readonly SequenceRange[]): Promise<void> {
    const { outbox, clock } = this.#deps;
    try {
      if (epoch !== (await outbox.epoch())) return;
      await outbox.acknowledge(ranges);
      for (const sequence of [...this.#unacknowledged]) {
        if (ranges.some(([first, last]) => sequence >= first && sequence <= last))
          this.#unacknowledged.delete(sequence);
      }
      this.#lastWord = clock.monotonic();
      this.#patience = firstPatience;
      this.wake();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Why events cannot be read or deleted; undefined while they can. */
  fault(): string | undefined {
    return this.#fault;
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#cancels) cancel();
  }

  #look(): void {
    const waited = elapsed(this.#lastWord, this.#deps.clock.monotonic());
    if (this.#unacknowledged.size > 0 && waited >= this.#patience) {
      this.#patience = millis(Math.min(this.#patience * 2, longestPatience));
      this.#restart();
    } else this.wake();
  }

  #restart(): void {
    this.#sent = 0;
    this.#unacknowledged.clear();
    this.#lastWord = this.#deps.clock.monotonic();
    this.wake();
  }

  async #send(): Promise<void> {
    this.#again = true;
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#again && !this.#closed && this.#deps.uplink.connected()) {
        this.#again = false;
        await this.#sendBatch();
      }
      this.#fault = undefined;
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#sending = false;
    }
  }

  async #sendBatch(): Promise<void> {
    const { outbox, uplink } = this.#deps;
    const room = mostUnacknowledged - this.#unacknowledged.size;
    if (room <= 0) return;
    const from = this.#sent;
    const records = await outbox.after(from, room);
    // A restart meanwhile starts from the oldest again.
    if (records.length === 0 || this.#sent !== from) return;
    const epoch = await outbox.epoch();
    const published = records.map((record) => {
      this.#sent = record.sequence;
      this.#unacknowledged.add(record.sequence);
      return uplink.publishEvent({ record, epoch, historical: this.#late(record) });
    });
    if (published.length === room) this.#lastWord = this.#deps.clock.monotonic();
    // The connection was lost: the next one starts from the oldest.
    await Promise.all(published).then(
      () => {
        this.#again = true;
      },
      () => undefined,
    );
  }

  #late({ at, bootId }: AuditRecord): boolean {
    return bootId !== this.#deps.bootId || elapsed(at, this.#deps.clock.monotonic()) > lateAfter;
  }

  async #trim(): Promise<void> {
    const { outbox, clock, quota, log } = this.#deps;
    try {
      const now = { at: clock.monotonic(), wall: clock.wall(), wallTrusted: clock.wallTrusted() };
      const events = await outbox.trim(quota, now);
      if (events > 0) log.warn({ events, quota }, 'outbox full: the oldest events were dropped');
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    const fault = describe(error);
    if (fault !== this.#fault) this.#deps.log.error({ fault }, 'cannot deliver events');
    this.#fault = fault;
  }

  #every(period: Millis, action: () => void): void {
    const index = this.#cancels.length;
    const arm = (): void => {
      this.#cancels[index] = this.#deps.clock.after(period, () => {
        action();
        if (!this.#closed) arm();
      });
    };
    arm();
  }
}
