import type { Announcer } from '../access/ports/announcer.js';
import { describe } from '../base/errors.js';
import type { HealthReport } from '../base/health.js';
import type { Log } from '../base/log.js';
import type { EventDelivery } from './event-delivery.js';
import type { TerminalLink } from './terminal-link.js';
import type { TerminalReports } from './terminal-reports.js';

/** Why the uplink cannot be used as configured. The terminal goes on without it, and `health` tells. */
export class UplinkFaults {
  readonly all: string[] = [];
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Undefined where the work failed. */
  async attempt<T>(work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#log.error({ fault: describe(error) }, 'the uplink cannot be used as configured');
      this.all.push(describe(error));
      return undefined;
    }
  }
}

/** The way to a site: there where `uplink.broker` is set and everything that it takes could be read. */
export interface SiteConnection {
  readonly link: TerminalLink;
  readonly reports: TerminalReports;
  readonly delivery: EventDelivery;
  /** Tells the site of visitors; undefined where it wants to know of none. */
  readonly announcer?: Announcer;
}

interface Dependencies {
  readonly faults: UplinkFaults;
  readonly connection: SiteConnection | undefined;
  readonly storage: { close(): Promise<void> };
}

/** The uplink of a running daemon. Nothing in it throws because of network or files: `health` tells. */
export class TerminalUplink {
  readonly #deps: Dependencies;

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

  async close(): Promise<void> {
    try {
      await this.#deps.connection?.link.close();
    } finally {
      await this.#deps.storage.close();
    }
  }
}
