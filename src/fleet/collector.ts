import type { Clock } from '../base/clock.js';
import { describe, UplinkError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import { seconds } from '../base/units.js';
import type { Watchdog } from '../health/ports/watchdog.js';
import { rangesOf } from '../protocol/domain/sequence-ranges.js';
import type { EventStore } from './ports/event-store.js';
import type { FleetLink, SiteEvent } from './ports/fleet-link.js';

interface Dependencies {
  readonly store: Pick<EventStore, 'store'>;
  readonly link: Pick<FleetLink, 'listen' | 'acknowledge'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Events within this time share a commit. */
const batchFor = seconds(0.05);
/** Maximum number of ranges in one acknowledgement (PROTOCOL.md). */
const mostRanges = 256;
const sayEvery = seconds(60);

/**
 * Stores the events of terminals and acknowledges them only once they are durable. Terminals keep unacknowledged events and send them
 * again.
 */
export class Collector {
  readonly #deps: Dependencies;
  readonly #restored = new Set<string>();
  #batch: SiteEvent[] = [];
  #cancelFlush: (() => void) | undefined;
  #cancelSay = (): void => undefined;
  #counts = { stored: 0, duplicates: 0 };

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /**
   * @param share collectors with the same name share the terminals of the site. @throws UplinkError (rejects) if the broker does not allow
   * it
   */
  async start(share: string): Promise<void> {
    const { link } = this.#deps;
    try {
      await link.listen([{ kind: 'event', share }], (report) => {
        if (report.kind === 'event') this.#receive(report.terminal, report.value);
      });
    } catch (error) {
      // The next connection subscribes by itself.
      if (!(error instanceof UplinkError && error.code === 'uplink.offline')) throw error;
    }
    this.#sayAgain();
  }

  async close(): Promise<void> {
    this.#cancelSay();
    await this.#flush();
    this.#say();
  }

  #receive(terminal: string, event: SiteEvent): void {
    // The broker limits each terminal to its own topics; ignore an event in another's name.
    if (event.terminal !== terminal) return;
    this.#batch.push(event);
    this.#cancelFlush ??= this.#deps.clock.after(batchFor, () => void this.#flush());
  }

  async #flush(): Promise<void> {
    const { store, clock, log } = this.#deps;
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    const batch = this.#batch;
    this.#batch = [];
    if (batch.length === 0) return;
    try {
      const { added, duplicates, forked } = store.store(batch, clock.wall());
      this.#counts.stored += added;
      this.#counts.duplicates += duplicates;
      this.#tellRestored(forked);
    } catch (error) {
      log.error({ events: batch.length, fault: describe(error) }, 'cannot store events; their terminals keep them');
      return;
    }
    await this.#acknowledge(batch);
  }

  async #acknowledge(batch: readonly SiteEvent[]): Promise<void> {
    const { link, log } = this.#deps;
    const outboxes = new Map<string, SiteEvent[]>();
    for (const event of batch) {
      const outbox = `${event.terminal} ${event.epoch}`;
      outboxes.set(outbox, [...(outboxes.get(outbox) ?? []), event]);
    }
    for (const events of outboxes.values()) {
      const [{ terminal, epoch }] = events as [SiteEvent];
      const ranges = rangesOf(events.map(({ sequence }) => sequence));
      for (let i = 0; i < ranges.length; i += mostRanges) {
        // Without a connection, the events are sent again on the next one and acknowledged then.
        await link.acknowledge(terminal, epoch, ranges.slice(i, i + mostRanges)).catch((error: unknown) => {
          log.debug({ terminal, fault: describe(error) }, 'cannot acknowledge events');
        });
      }
    }
  }

  #tellRestored(forked: readonly SiteEvent[]): void {
    for (const { terminal, epoch, sequence } of forked) {
      const outbox = `${terminal} ${epoch}`;
      if (this.#restored.has(outbox)) continue;
      this.#restored.add(outbox);
      const message = 'the terminal was restored from a backup and reuses sequence numbers; all events are kept';
      this.#deps.log.warn({ terminal, epoch, sequence }, message);
    }
  }

  #sayAgain(): void {
    this.#cancelSay = this.#deps.clock.after(sayEvery, () => {
      this.#say();
      this.#sayAgain();
    });
  }

  #say(): void {
    const { stored, duplicates } = this.#counts;
    if (stored + duplicates > 0) this.#deps.log.info({ stored, duplicates }, 'events collected');
    this.#counts = { stored: 0, duplicates: 0 };
  }
}

interface Service extends Dependencies {
  readonly link: FleetLink;
  readonly service: Pick<Watchdog, 'ready' | 'stopping'>;
}

/** Collects until the signal, then closes the link. @throws UplinkError (rejects) when the broker does not allow it */
export async function collectUntil(
  signal: AbortSignal,
  { site, share }: { readonly site: string; readonly share: string },
  { service, ...deps }: Service,
): Promise<void> {
  const { link, log } = deps;
  const collector = new Collector(deps);
  try {
    await collector.start(share);
    log.info({ site, share }, 'collecting events');
    service.ready();
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  } finally {
    service.stopping();
    await collector.close();
    await link.close();
  }
}
