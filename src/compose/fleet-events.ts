import { Collector } from '../fleet/collector.js';
import type { EventStore } from '../fleet/ports/event-store.js';
import { sqliteEventStore } from '../fleet/sqlite/event-store.js';
import { openSiteDatabase } from '../fleet/sqlite/site-database.js';
import { systemdWatchdog } from '../health/systemd/watchdog.js';
import { systemClock } from '../platform/system-clock.js';
import type { SiteConfig } from '../settings/site-file/schema.js';
import { fleetLog, openSite, siteDatabaseFile, siteKeys } from './fleet.js';

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
