import { createHash } from 'node:crypto';
import { bootId } from '../platform/boot-id.js';
import { readCredentials } from '../protocol/mqtt/credentials.js';
import { EventDelivery } from '../uplink/event-delivery.js';
import { GallerySync } from '../uplink/gallery-sync.js';
import { identityOf } from '../uplink/identity.js';
import { KeyDesk } from '../uplink/key-desk.js';
import { MqttUplink } from '../uplink/mqtt/mqtt-uplink.js';
import { SealedContent } from '../uplink/mqtt/sealed-content.js';
import { TerminalLink } from '../uplink/terminal-link.js';
import { TerminalReports } from '../uplink/terminal-reports.js';
import type { SiteConnection } from '../uplink/terminal-uplink.js';
import { TrustedKeys } from '../uplink/trusted-keys.js';
import { visitorAnnouncer } from '../uplink/visitor-announcer.js';
import { version } from '../version.js';
import { openCommandDesk } from './command-desk.js';
import { siteInfo } from './site-info.js';
import type { SiteParts } from './site-parts.js';
import type { TerminalParts } from './terminal-parts.js';

/** @throws UplinkError, StoreError (rejects) if a name, a key or a certificate is invalid */
export async function connectSite(siteParts: SiteParts, parts: TerminalParts): Promise<SiteConnection> {
  const { galleries } = siteParts;
  const { store } = siteParts.storage;
  const { config, audit, door, watch, view, nameOf, reports: health, clock, log } = parts;
  const { site, protocol, username, homeAssistant, outbox: quota } = config.uplink;
  const identity = identityOf(config);
  const { rootKey, ...access } = readCredentials(config.uplink);
  const sealed = await SealedContent.with(await store.sealKey(), (id) => galleries.keyOf(id));
  const trusted = new TrustedKeys({ trust: store, clock, log });
  const uplink = new MqttUplink({
    identity,
    broker: { ...access, broker: siteParts.broker, protocol, ...(username === undefined ? {} : { username }) },
    rootKey,
    keyRing: () => trusted.ring(),
    nextSession: store.nextSession,
    ...(homeAssistant ? { homeAssistant: { prefix: homeAssistant.prefix, door: config.terminal.door, version } } : {}),
    clock,
    log,
  });
  const info = siteInfo({ identity, sealed, trusted, siteParts }, parts);
  const reports = new TerminalReports({ uplink, info, door: () => door.door(), health, clock, log });
  const delivery = new EventDelivery({ outbox: store, uplink, clock, log, bootId, quota });
  const sync = new GallerySync({
    site,
    galleries,
    uplink,
    space: () => watch.facts()?.space,
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    audit,
    clock,
    log,
    onChange() {
      view()?.reload();
      reports.infoChanged();
    },
  });
  const desk = openCommandDesk({ identity, uplink, sealed, siteParts }, parts);
  const keys = new KeyDesk({
    vault: store,
    galleries,
    open: (text) => sealed.open(text),
    desk,
    clock,
    log,
    onChange() {
      reports.infoChanged();
      sync.resume();
    },
  });
  const link = new TerminalLink({ uplink, trusted, reports, desk, delivery, sync, keys, log });
  if (homeAssistant === undefined) return { link, reports, delivery };
  const announcer = visitorAnnouncer({ uplink, names: homeAssistant.names, nameOf, clock, log });
  return { link, reports, delivery, announcer };
}
