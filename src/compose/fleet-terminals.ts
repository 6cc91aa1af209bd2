import { CommandRejected } from '../base/errors.js';
import { type Millis, seconds } from '../base/units.js';
import { addressed } from '../fleet/ask.js';
import type { Arrival } from '../fleet/await-terminals.js';
import { type DeliveryPlan, deliverKeys, planDelivery } from '../fleet/deliver-keys.js';
import { type Admission, hasChanged, undelivered } from '../fleet/domain/admission.js';
import { signDelivery } from '../fleet/mqtt/group-key-delivery.js';
import type { SiteLink } from '../fleet/ports/site-link.js';
import type { TerminalRegistry } from '../fleet/ports/terminal-registry.js';
import { openSiteDatabase } from '../fleet/sqlite/site-database.js';
import { sqliteTerminalRegistry } from '../fleet/sqlite/terminal-registry.js';
import { replaceKeyFile } from '../platform/key-file.js';
import { systemClock } from '../platform/system-clock.js';
import { everyone } from '../protocol/domain/address.js';
import type { SealKey } from '../protocol/domain/group-keys.js';
import { sealKeyId } from '../protocol/wire/sealed.js';
import type { SiteConfig } from '../settings/site-file/schema.js';
import { groupKeyFile, groupKeyIds, readGroupKey, siteDatabaseFile, siteKeys } from './fleet.js';

/** A terminal that has not taken its keys by then has not heard of them. */
const deliverWithin: Millis = seconds(20);

/** The RFC 7638 thumbprint that `ostiary key show` prints at the terminal. */
export const thumbprintOf: (key: SealKey) => Promise<string> = sealKeyId;

/** Works with the terminals that were admitted. @throws StoreError (rejects) */
export async function withRegistry<T>(
  site: SiteConfig,
  work: (registry: TerminalRegistry) => T | Promise<T>,
): Promise<T> {
  const db = openSiteDatabase(siteDatabaseFile(site));
  try {
    return await work(sqliteTerminalRegistry(db));
  } finally {
    db.close();
  }
}

export interface AdmissionWish {
  readonly terminal: string;
  readonly groups: readonly string[];
  /** As compared at the terminal; undefined: the broker is believed. */
  readonly thumbprint: string | undefined;
  readonly dryRun: boolean;
}

export interface Admitted {
  readonly thumbprint: string;
  /** Groups that the terminal’s configuration does not name. */
  readonly unconfigured: readonly string[];
  /** Groups that it was in before: it has their keys until these are rotated. */
  readonly left: readonly string[];
}

/**
 * Remembers the terminal by the seal key that it shows.
 * @throws CommandRejected `keys.no-group`, `fleet.unknown-terminal`, `terminals.thumbprint`; StoreError, UplinkError (rejects)
 */
export function admit(site: SiteConfig, link: SiteLink, wish: AdmissionWish): Promise<Admitted> {
  const { terminal, groups, thumbprint, dryRun } = wish;
  for (const group of groups) readGroupKey(site, group);
  return withRegistry(site, async (registry) => {
    const [row] = await addressed(terminal, { link });
    const info = row?.info;
    if (info === undefined) {
      throw new CommandRejected('fleet.unknown-terminal', `the broker knows no terminal ${terminal}`, {
        remedy: 'Let it connect once, with uplink.broker, uplink.rootKeyFile and its uplink.groups set, then admit it.',
      });
    }
    const shown = await thumbprintOf(info.sealKey);
    if (thumbprint !== undefined && thumbprint !== shown) {
      throw new CommandRejected('terminals.thumbprint', `${terminal} shows the key ${shown}, not ${thumbprint}`, {
        remedy:
          'Run ostiary key show at the terminal. Where it prints what you gave, the broker shows a key of somebody else.',
      });
    }
    const before = registry.admissions().find((one) => one.terminal === terminal);
    const delivered = before?.delivered ?? undelivered;
    // What was sealed for another key, this terminal cannot open.
    const isNew = before === undefined || hasChanged(before, info.sealKey);
    const admission = {
      terminal,
      sealKey: info.sealKey,
      groups,
      delivered: isNew ? { ...delivered, keys: {} } : delivered,
    };
    if (!dryRun) registry.put(admission);
    return {
      thumbprint: shown,
      unconfigured: groups.filter((group) => !info.groups.includes(group)),
      left: (before?.groups ?? []).filter((group) => !groups.includes(group)),
    };
  });
}

interface Dismissal {
  readonly terminal: string;
  readonly rootFile: string | undefined;
  readonly dryRun: boolean;
}

/** Before anything is changed: without the root key nobody would get the new keys. @throws StoreError `keys.*` */
function requireRoot(site: SiteConfig, rootFile: string | undefined): void {
  siteKeys(site).root(rootFile);
}

/**
 * Forgets a terminal, here and at the broker.
 * @returns the groups whose keys it may have
 * @throws CommandRejected `fleet.unknown-terminal`; StoreError, UplinkError (rejects)
 */
export function dismiss(
  site: SiteConfig,
  link: SiteLink,
  { terminal, dryRun, rootFile }: Dismissal,
): Promise<readonly string[]> {
  requireRoot(site, rootFile);
  return withRegistry(site, async (registry) => {
    const [row] = await addressed(terminal, { link });
    const admission = registry.admissions().find((one) => one.terminal === terminal);
    if (row === undefined && admission === undefined) {
      throw new CommandRejected('fleet.unknown-terminal', `nobody knows a terminal ${terminal}`, {
        remedy: 'See ostiary fleet terminals list, and ostiary fleet status, for the names.',
      });
    }
    // By its own word too: it may have got a key as a file.
    const groups = new Set([...(admission?.groups ?? []), ...(row?.info?.groups ?? [])]);
    if (!dryRun) {
      registry.remove(terminal);
      await link.forget(terminal);
    }
    const known = groupKeyIds(site);
    return [...groups].filter((group) => known.has(group)).sort();
  });
}

/** A new key in the place of each group’s; nobody has it before it is delivered. @throws CommandRejected `keys.no-group`; StoreError (rejects) */
export async function rotateGroupKeys(site: SiteConfig, groups: readonly string[], rootFile?: string): Promise<void> {
  requireRoot(site, rootFile);
  for (const group of groups) readGroupKey(site, group);
  for (const group of groups) await replaceKeyFile(groupKeyFile(site, group));
}

export interface DeliveryWords {
  /** These alone; undefined: whoever lacks a key. */
  readonly only?: readonly string[];
  readonly rootFile: string | undefined;
  readonly dryRun: boolean;
  readonly onPlan: (plan: DeliveryPlan) => void;
  readonly onArrival: (terminal: string) => void;
}

/** Gives admitted terminals the present keys of their groups. Undefined where nothing was delivered. @throws StoreError `keys.*`; UplinkError (rejects) */
export function deliverGroupKeys(
  site: SiteConfig,
  link: SiteLink,
  { only, rootFile, dryRun, onPlan, onArrival }: DeliveryWords,
): Promise<Arrival | undefined> {
  return withRegistry(site, async (registry) => {
    const clock = systemClock();
    const present = groupKeyIds(site);
    const isMeant = (terminal: string): boolean => only?.includes(terminal) ?? true;
    const rows = (await addressed(everyone, { link })).filter(({ terminal }) => isMeant(terminal));
    const admissions = registry.admissions().filter(({ terminal }) => isMeant(terminal));
    const plan = planDelivery(admissions, rows, present);
    onPlan(plan);
    if (dryRun || plan.due.length === 0) return undefined;
    const root = siteKeys(site).root(rootFile);
    const seal = ({ terminal, sealKey }: Admission, version: number, groups: readonly string[]): Promise<string> => {
      const keys = new Map(groups.map((group) => [group, readGroupKey(site, group)]));
      return signDelivery({ site: site.uplink.site, terminal, version, keys }, sealKey, root);
    };
    return deliverKeys(plan.due, present, deliverWithin, onArrival, { registry, link, clock, seal });
  });
}
