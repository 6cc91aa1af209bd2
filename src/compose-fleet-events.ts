import { sqliteEventStore } from './adapters/sqlite/event-store.js';
import { openSiteDatabase } from './adapters/sqlite/site-database.js';
import { systemClock } from './adapters/system-clock.js';
import { systemdWatchdog } from './adapters/systemd/watchdog.js';
import { Collector } from './app/fleet/collector.js';
import { fleetLog, openSite, siteDatabaseFile, siteKeys } from './compose-fleet.js';
import type { SiteConfig } from './config/site/schema.js';
import type { EventStore } from './ports/event-store.js';

/** Works with the collected events. @throws StoreError */
export async function withEvents<T>(site: SiteConfig, work: (events: EventStore) => T | Promise<T>): Promise<T> {
  const db = openSiteDatabase(siteDatabaseFile(site));
  try {
    return await work(sqliteEventStore(db));
  } finally {
    db.close();
  }
}

/** Collects until the signal; tells systemd, where it runs as a service. @throws CommandRejected `keys.no-role`; StoreError; UplinkError where the broker does not allow it */
export async function collect(site: SiteConfig, share: string, signal: AbortSignal): Promise<void> {
  const clock = systemClock();
  siteKeys(site).signer('collector', clock.wall());
  const log = fleetLog();
  const service = systemdWatchdog(process.env, log);
  await withEvents(site, async (store) => {
    const link = await openSite(site, { patient: true, log });
    const collector = new Collector({ store, link, clock, log });
    try {
      await collector.start(share);
      log.info({ site: site.uplink.site, share }, 'collecting events');
      service.ready();
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    } finally {
      service.stopping();
      await collector.close();
      await link.close();
    }
  });
}
