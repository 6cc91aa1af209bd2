import type { KeyObject } from 'node:crypto';
import type { GallerySources } from '../gallery/load-gallery.js';
import { bootId } from '../platform/boot-id.js';
import { holdLockdown } from '../uplink/hold-lockdown.js';
import { TerminalUplink, UplinkFaults } from '../uplink/terminal-uplink.js';
import { connectSite } from './connect-site.js';
import { openGroups } from './pushed-galleries.js';
import type { SiteParts } from './site-parts.js';
import type { TerminalParts } from './terminal-parts.js';
import { openUplinkStorage } from './uplink-storage.js';

export interface OpenUplink {
  readonly uplink: TerminalUplink;
  /** Pushed galleries; they work without a broker. */
  readonly pushed?: NonNullable<GallerySources['pushed']>;
}

/** Undefined if not configured. Sets the door's mode before it resolves. @throws StoreError (rejects) */
export async function openUplink(
  parts: TerminalParts,
  key: KeyObject,
  local: SiteParts['local'],
): Promise<OpenUplink | undefined> {
  const { config, door, log } = parts;
  const { broker, groups } = config.uplink;
  if (broker === undefined && groups.length === 0) return undefined;
  const storage = openUplinkStorage({ path: config.store.database, key, bootId });
  try {
    if (broker !== undefined) await holdLockdown(storage.store, door, log);
  } catch (error) {
    await storage.close();
    throw error;
  }
  const faults = new UplinkFaults(log);
  const galleries = await faults.attempt(() => openGroups(config, storage.store, log));
  const connection =
    galleries && broker !== undefined
      ? await faults.attempt(() => connectSite({ broker, galleries, storage, local }, parts))
      : undefined;
  return {
    uplink: new TerminalUplink({ faults, connection, storage }),
    ...(galleries ? { pushed: { galleries, revocations: storage.editor.revocations } } : {}),
  };
}
