import type { Announcer } from '../access/ports/announcer.js';
import { describe } from '../base/errors.js';
import type { HealthReport } from '../base/health.js';
import type { Log } from '../base/log.js';
import type { EventDelivery } from './event-delivery.js';
import type { TerminalLink } from './terminal-link.js';
import type { TerminalReports } from './terminal-reports.js';

/** Why the uplink cannot be used as configured. The terminal continues without it, and `health` reports it. */
export class UplinkFaults {
  readonly all: string[] = [];
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Undefined if the work failed. */
  async attempt<T>(work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#log.error({ fault: describe(error) }, 'cannot use the uplink as configured');
      this.all.push(describe(error));
      return undefined;
    }
  }
}

/** The connection to a site; present if `uplink.broker` is set and all its files could be read. */
export interface SiteConnection {
  readonly link: TerminalLink;
  readonly reports: TerminalReports;
  readonly delivery: EventDelivery;
  /** Reports visitors to the site; undefined if not configured. */
  readonly announcer?: Announcer;
}

interface Dependencies {
  readonly faults: UplinkFaults;
  readonly connection: SiteConnection | undefined;
  readonly storage: { close(): Promise<void> };
}

/** The uplink of a running daemon. Never throws because of network or files: `health` reports them. */
export class TerminalUplink {
  readonly #deps: Dependencies;
  #closing: Promise<void> | undefined;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  get announcer(): Announcer | undefined {
    return this.#deps.connection?.announcer;
  }

  health(): readonly HealthReport[] {
    const { faults, connection } = this.#deps;
    return [
      ...faults.all.map((detail): HealthReport => ({ part: 'uplink', level: 'degraded', detail })),
      ...(connection ? [connection.link.health()] : []),
    ];
  }

  start(): void {
    void this.#deps.connection?.link.start();
  }

  doorChanged(): void {
    this.#deps.connection?.reports.doorChanged();
  }

  configChanged(): void {
    this.#deps.connection?.reports.infoChanged();
  }

  visionReady(): void {
    this.#deps.connection?.link.visionReady();
  }

  eventsStored(): void {
    this.#deps.connection?.delivery.wake();
  }

  /** Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.#deps.connection?.link.close();
    } finally {
      await this.#deps.storage.close();
    }
  }
}
