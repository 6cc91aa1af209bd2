import { join } from 'node:path';
import { type Log, logWhile } from '../base/log.js';
import { GalleryKeyFiles } from '../fleet/keys/gallery-key-files.js';
import { SigningKeyFiles } from '../fleet/keys/signing-key-files.js';
import { SnapshotKeyFile } from '../fleet/keys/snapshot-key-file.js';
import { MqttFleetLink } from '../fleet/mqtt/fleet-link.js';
import type { FleetLink } from '../fleet/ports/fleet-link.js';
import { createLog } from '../platform/log/log.js';
import { systemClock } from '../platform/system-clock.js';
import { readAccess } from '../protocol/mqtt/credentials.js';
import { sealKeyId } from '../protocol/wire/sealed.js';
import type { SiteConfig } from '../settings/site-file/schema.js';

export interface FleetKeys {
  readonly signing: SigningKeyFiles;
  readonly galleries: GalleryKeyFiles;
}

/** The keys of the site, in the folder that site.yaml names. */
export const fleetKeys = ({ keys, uplink }: SiteConfig): FleetKeys => ({
  signing: new SigningKeyFiles(keys.folder, uplink.site),
  galleries: new GalleryKeyFiles(keys.folder, uplink.site),
});

export const fleetSnapshotKey = ({ keys }: SiteConfig): SnapshotKeyFile => new SnapshotKeyFile(keys.folder);

export const fleetDatabaseFile = ({ store }: SiteConfig): string => join(store.folder, 'site.db');

export const fleetLog = (): Log => createLog({ level: 'info', pretty: process.stderr.isTTY === true });

/** The RFC 7638 thumbprint that `ostiary key show` prints at the terminal. */
export const thumbprintOf = sealKeyId;

/**
 * Runs work with a connection to the terminals, then closes it. @param watched for long-running work: logs when the connection is lost and
 * restored @throws UplinkError (rejects) if the broker refuses the connection
 */
export async function withTerminals<T>(
  site: SiteConfig,
  work: (link: FleetLink) => Promise<T>,
  { watched = false }: { readonly watched?: boolean } = {},
): Promise<T> {
  let opened = false;
  // A failing command reports why itself.
  const log = logWhile(() => opened && watched, fleetLog());
  const link = await openTerminals(site, { patient: false, log });
  opened = true;
  try {
    return await work(link);
  } finally {
    await link.close();
  }
}

/** @param patient keeps trying to connect. @throws UplinkError (rejects) */
export function openTerminals(
  site: SiteConfig,
  { patient, log }: { readonly patient: boolean; readonly log: Log },
): Promise<FleetLink> {
  const { signing } = fleetKeys(site);
  const { broker, protocol, username, ...files } = site.uplink;
  return MqttFleetLink.open({
    site: site.uplink.site,
    broker: { broker, protocol, ...(username === undefined ? {} : { username }), ...readAccess(files) },
    keyRing: () => signing.ring(),
    signer: (role) => signing.signer(role, Date.now()),
    clock: systemClock(),
    log,
    patient,
  });
}
