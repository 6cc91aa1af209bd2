import { collectUntil } from '../fleet/collector.js';
import { systemdWatchdog } from '../health/systemd/watchdog.js';
import { systemClock } from '../platform/system-clock.js';
import type { SiteConfig } from '../settings/site-file/schema.js';
import { fleetKeys, fleetLog, openTerminals } from './fleet.js';
import { withEvents } from './fleet-store.js';

/**
 * Collects events until the signal; notifies systemd if it runs as a service. @throws CommandRejected `keys.no-role`; StoreError;
 * UplinkError if the broker does not allow it */
export async function collect(site: SiteConfig, share: string, signal: AbortSignal): Promise<void> {
  const clock = systemClock();
  fleetKeys(site).signing.signer('collector', clock.wall());
  const log = fleetLog();
  const service = systemdWatchdog(process.env, log);
  await withEvents(site, async (store) => {
    const link = await openTerminals(site, { patient: true, log });
    await collectUntil(signal, { site: site.uplink.site, share }, { store, link, clock, log, service });
  });
}
