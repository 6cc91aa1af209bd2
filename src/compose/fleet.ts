import { existsSync, readdirSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { CommandRejected } from '../base/errors.js';
import { type Log, silentLog } from '../base/log.js';
import { liveKey, withKey, withoutKey } from '../fleet/domain/key-rotation.js';
import { KeyFolder } from '../fleet/mqtt/key-folder.js';
import { MqttSiteLink } from '../fleet/mqtt/site-link.js';
import type { SiteLink } from '../fleet/ports/site-link.js';
import { createKeyFile, readKeyFile } from '../platform/key-file.js';
import { createLog } from '../platform/log/log.js';
import { systemClock } from '../platform/system-clock.js';
import { type KeyRing, type Role, roles } from '../protocol/domain/key-ring.js';
import { readAccess } from '../protocol/mqtt/credentials.js';
import { groupKeyId } from '../protocol/wire/chunk-seal.js';
import type { SiteConfig } from '../settings/site-file/schema.js';

export const siteKeys = ({ keys, uplink }: SiteConfig): KeyFolder => new KeyFolder(keys.folder, uplink.site);
export const siteDatabaseFile = ({ store }: SiteConfig): string => join(store.folder, 'site.db');
export const galleryKeyFile = ({ keys }: SiteConfig): string => join(keys.folder, 'gallery.key');
export const groupKeyFile = ({ keys }: SiteConfig, group: string): string =>
  join(keys.folder, 'groups', `${group}.key`);

/** @throws CommandRejected `keys.no-group`; StoreError `key.*` */
export function readGroupKey(site: SiteConfig, group: string) {
  const path = groupKeyFile(site, group);
  if (existsSync(path)) return readKeyFile({ path, credential: false });
  throw new CommandRejected('keys.no-group', `there is no group ${group}: ${path} is missing`, {
    remedy: `Make its key, and give it to the terminals of the group: ostiary fleet keys create --group ${group}`,
  });
}

/** Groups that have a key. */
export function groupsOf({ keys }: SiteConfig): readonly string[] {
  const folder = join(keys.folder, 'groups');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.key'))
    .map((name) => name.slice(0, -4))
    .sort();
}

/** The id of each group’s present key. @throws StoreError `key.*` */
export const groupKeyIds = (site: SiteConfig): ReadonlyMap<string, string> =>
  new Map(groupsOf(site).map((group) => [group, groupKeyId(readGroupKey(site, group))]));

export interface Created {
  readonly files: readonly string[];
  readonly ring: KeyRing;
}

export interface NewKeys {
  readonly groups: readonly string[];
  readonly label?: string | undefined;
  /** Where the root key is, when it is kept elsewhere. */
  readonly rootFile?: string | undefined;
}

/** Makes every key that the site lacks; what is there stays. @throws StoreError `keys.*`, `key.*` */
export async function createKeys(site: SiteConfig, { groups, label = whose(), rootFile }: NewKeys): Promise<Created> {
  const folder = siteKeys(site);
  const files: string[] = [];
  if (!folder.hasRoot()) {
    folder.createRoot();
    files.push(folder.path('root.pem'), folder.path('root.pub'));
  }
  for (const path of [galleryKeyFile(site), ...groups.map((group) => groupKeyFile(site, group))]) {
    if (existsSync(path)) continue;
    createKeyFile(path);
    files.push(path);
  }
  const before = folder.ring();
  const missing = roles.filter((role) => liveKey(before, role, Date.now()) === undefined);
  if (missing.length === 0) return { files, ring: before };
  const root = folder.root(rootFile);
  let ring = before;
  for (const role of missing) {
    const key = folder.createKey(role, label);
    files.push(folder.keyFile(role, key.id));
    ring = withKey(ring, key, { instead: false });
  }
  ring = { ...ring, version: before.version + 1 };
  await folder.sign(ring, root);
  return { files, ring };
}

/** A new key for a role; those that had it are revoked by the same signature. @throws StoreError `keys.*` */
export async function rotateRole(
  site: SiteConfig,
  role: Role,
  { label = whose(), rootFile }: Omit<NewKeys, 'groups'>,
): Promise<Created> {
  const folder = siteKeys(site);
  const root = folder.root(rootFile);
  const key = folder.createKey(role, label);
  const ring = withKey(folder.ring(), key, { instead: true });
  await folder.sign(ring, root);
  return { files: [folder.keyFile(role, key.id)], ring };
}

/** @throws CommandRejected `key.unknown`; StoreError `keys.*` */
export async function revokeKey(site: SiteConfig, id: string, rootFile?: string): Promise<KeyRing> {
  const folder = siteKeys(site);
  const ring = withoutKey(folder.ring(), id);
  await folder.sign(ring, folder.root(rootFile));
  return ring;
}

/** Gives terminals the ring that was signed last. @throws CommandRejected `keys.none`; UplinkError */
export async function publishKeys(site: SiteConfig): Promise<number> {
  const folder = siteKeys(site);
  const signed = folder.signedRing();
  if (signed === undefined) {
    throw new CommandRejected('keys.none', `there is no key ring in ${site.keys.folder}`, {
      remedy: 'Make the keys of the site: ostiary fleet keys create.',
    });
  }
  await withSite(site, (link) => link.publishKeyRing(signed));
  return folder.ring().version;
}

/**
 * Works with a connection to the terminals, and ends it.
 * @param watched work that lasts: tells when the connection is lost, and made again
 * @throws UplinkError (rejects) when the broker lets nobody in
 */
export async function withSite<T>(
  site: SiteConfig,
  work: (link: SiteLink) => Promise<T>,
  { watched = false }: { readonly watched?: boolean } = {},
): Promise<T> {
  // A command that fails tells why itself.
  let log = silentLog;
  const link = await openSite(site, {
    patient: false,
    log: { ...silentLog, info: (...words) => log.info(...words), warn: (...words) => log.warn(...words) },
  });
  if (watched) log = fleetLog();
  try {
    return await work(link);
  } finally {
    await link.close();
  }
}

/** @param patient connects when it can, for ever. @throws UplinkError (rejects) */
export function openSite(
  site: SiteConfig,
  { patient, log }: { readonly patient: boolean; readonly log: Log },
): Promise<SiteLink> {
  const folder = siteKeys(site);
  const { broker, protocol, username, ...files } = site.uplink;
  return MqttSiteLink.open({
    site: site.uplink.site,
    broker: { broker, protocol, ...(username === undefined ? {} : { username }), ...readAccess(files) },
    keyRing: () => folder.ring(),
    signer: (role) => folder.signer(role, Date.now()),
    clock: systemClock(),
    log,
    patient,
  });
}

export const fleetLog = (): Log => createLog({ level: 'info', pretty: process.stderr.isTTY === true });

const whose = (): string => `${userInfo().username}@${hostname()}`;
