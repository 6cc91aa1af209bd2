import { createHash, type KeyObject } from 'node:crypto';
import type { Decision } from '../access/domain/policy.js';
import type { EventTrail } from '../audit/event-trail.js';
import type { Journal } from '../audit/ports/journal.js';
import type { Clock } from '../base/clock.js';
import { describe, UplinkError } from '../base/errors.js';
import type { HealthReport } from '../base/health.js';
import type { Log } from '../base/log.js';
import type { Door } from '../door/domain/door.js';
import type { LoadedGallery } from '../gallery/gallery-view.js';
import type { GallerySources } from '../gallery/load-gallery.js';
import type { GalleryStore } from '../gallery/ports/gallery-store.js';
import { type Identity, namePattern } from '../protocol/domain/address.js';
import { commandNames } from '../protocol/domain/command.js';
import type { GroupFiles } from '../protocol/group-files.js';
import { readCredentials } from '../protocol/mqtt/credentials.js';
import { formatVersion } from '../settings/schema/migrations.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { CommandDesk } from '../uplink/command-desk.js';
import { EventCourier } from '../uplink/event-courier.js';
import { type CommandedDoor, executeCommand } from '../uplink/execute-command.js';
import { GallerySync } from '../uplink/gallery-sync.js';
import { KeyDesk } from '../uplink/key-desk.js';
import { MqttUplink } from '../uplink/mqtt/mqtt-uplink.js';
import { SealedContent } from '../uplink/mqtt/sealed-content.js';
import { SqliteUplinkStore } from '../uplink/sqlite/uplink-store.js';
import { TerminalLink } from '../uplink/terminal-link.js';
import { version } from '../version.js';
import type { Vision, VisionFacts } from '../vision/ports/vision.js';
import { openGroups } from './groups.js';
import type { ConfigKeeper } from './settings.js';

/** What the uplink tells of, and acts on. */
export interface UplinkParts {
  readonly bootId: string;
  readonly galleryKey: KeyObject;
  readonly journal: Journal;
  readonly local: Pick<GalleryStore, 'person' | 'people'>;
  readonly trail: EventTrail;
  readonly door: CommandedDoor & { door(): Door };
  readonly vision: Pick<Vision, 'analyse' | 'restart'>;
  readonly visionFacts: () => VisionFacts | undefined;
  readonly gallery: () => LoadedGallery | undefined;
  readonly minSimilarity: () => number;
  /** What to call a person. */
  readonly nameOf: (person: string) => string;
  readonly reports: () => readonly HealthReport[];
  readonly configDigest: () => string;
  /** Undefined where the site may set nothing. */
  readonly settings: ConfigKeeper | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** The uplink of a running daemon. Nothing in it throws because of network or files: `health` tells. */
export interface ComposedUplink {
  /** Galleries that were pushed; they serve without a broker. */
  readonly pushed?: NonNullable<GallerySources['pushed']>;
  health(): readonly HealthReport[];
  start(): void;
  doorChanged(): void;
  decided(decision: Decision): void;
  visionReady(): void;
  configChanged(): void;
  /** Events were stored. */
  wake(): void;
  close(): Promise<void>;
}

/** A journal that says when it has stored something. */
export function told(journal: Journal, onStored: () => void): Journal {
  return {
    async append(events) {
      const sequence = await journal.append(events);
      onStored();
      return sequence;
    },
  };
}

/** Undefined where the configuration wants none. The door has its mode before this resolves. @throws StoreError (rejects) */
export async function composeUplink(config: TerminalConfig, parts: UplinkParts): Promise<ComposedUplink | undefined> {
  const { broker, groups } = config.uplink;
  if (broker === undefined && groups.length === 0) return undefined;
  const { bootId, galleryKey, log } = parts;
  const store = new SqliteUplinkStore({ path: config.store.database, key: galleryKey, bootId });
  if (broker !== undefined) await holdOn(parts, store);
  const faults: string[] = [];
  const attempt = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      log.error({ fault: describe(error) }, 'the uplink cannot be used as configured');
      faults.push(describe(error));
      return undefined;
    }
  };
  const galleries = await attempt(() => openGroups(config, store, log));
  const link =
    galleries && broker !== undefined
      ? await attempt(() => openLink(config, broker, galleries, store, parts))
      : undefined;
  return {
    ...(galleries ? { pushed: { galleries, revocations: store.revocations } } : {}),
    health: () => [
      ...faults.map((detail): HealthReport => ({ part: 'uplink', level: 'degraded', detail })),
      ...(link ? link.health() : []),
    ],
    start: () => link?.start(),
    doorChanged: () => link?.link.doorChanged(),
    decided: (decision) => link?.decided(decision),
    visionReady: () => link?.visionReady(),
    configChanged: () => link?.link.infoChanged(),
    wake: () => link?.courier.wake(),
    close: () => (link ? link.link.close() : Promise.resolve()).finally(() => store.close()),
  };
}

/** A lockdown from before a restart holds on, where there is a site that can end it. @throws StoreError when nobody knows */
async function holdOn({ door, log }: UplinkParts, store: SqliteUplinkStore): Promise<void> {
  const lockdown = await store.lockdown().catch((error: unknown) => store.close().then(() => Promise.reject(error)));
  if (!lockdown) return;
  door.setMode('lockdown');
  log.warn({}, 'the lockdown from before the restart holds on');
}

async function openLink(
  config: TerminalConfig,
  broker: string,
  galleries: GroupFiles,
  store: SqliteUplinkStore,
  parts: UplinkParts,
) {
  const { journal, trail, door, clock, log, bootId, visionFacts } = parts;
  const { site, outbox, protocol, username, commandClock, homeAssistant } = config.uplink;
  const identity = identityOf(config);
  const { rootKey, tls, password } = readCredentials(config.uplink);
  const sealed = await SealedContent.with(await store.sealKey(), (id) => galleries.keyOf(id));
  const uplink = new MqttUplink({
    identity,
    broker: {
      broker,
      tls,
      protocol,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    },
    rootKey,
    keyRing: () => link.ring(),
    nextSession: store.nextSession,
    ...(homeAssistant ? { homeAssistant: { prefix: homeAssistant.prefix, door: config.terminal.door, version } } : {}),
    clock,
    log,
  });
  const courier = new EventCourier({ outbox: store, uplink, clock, log, bootId, quota: outbox });
  const sync = new GallerySync({
    site,
    galleries,
    uplink,
    space: () => visionFacts()?.space,
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    journal,
    trail,
    clock,
    log,
    onChange: () => link.infoChanged(),
  });
  const desk = new CommandDesk({
    identity,
    ledger: store,
    uplink,
    execute: (command, key) =>
      executeCommand(command, key, {
        ...parts,
        store: parts.local,
        editor: store,
        lockdowns: store,
        unseal: (text) => sealed.enrolment(text),
        health: () => link.health(),
        statedSimilarity: visionFacts()?.defaultMinSimilarity,
      }),
    trail,
    clock,
    log,
    clockUnchecked: commandClock === 'unchecked',
  });
  const keys = new KeyDesk({
    vault: store,
    galleries,
    open: (text) => sealed.open(text),
    desk,
    clock,
    log,
    onChange: () => {
      link.infoChanged();
      sync.resume();
    },
  });
  const link: TerminalLink = new TerminalLink({
    uplink,
    trust: store,
    desk,
    courier,
    sync,
    keys,
    clock,
    log,
    door: () => door.door(),
    reports: parts.reports,
    info: async () => ({
      version,
      door: config.terminal.door,
      groups: identity.groups,
      epoch: await store.epoch(),
      models: (visionFacts()?.models ?? []).map(({ role, name, delegate }) => ({ role, name, delegate })),
      space: visionFacts()?.space ?? null,
      galleries: galleries.groups
        .flatMap((group) => galleries.present(group) ?? [])
        .map(({ group, revision, digest, people, templates }) => ({ group, revision, digest, people, templates })),
      sealKey: sealed.publicKey,
      groupKeys: Object.fromEntries(galleries.groups.map((group) => [group, galleries.keyIds(group)])),
      local: { people: parts.local.people().length },
      capabilities: commandNames,
      configDigest: parts.configDigest(),
      configVersion: formatVersion,
      policy: parts.settings?.report().policy ?? 0,
    }),
  });
  let fault: string | undefined;
  return {
    link,
    courier,
    start(): void {
      link.start().catch((error: unknown) => {
        fault = describe(error);
        log.error({ fault }, 'the uplink cannot start');
      });
    },
    decided(decision: Decision): void {
      if (homeAssistant === undefined || !uplink.connected()) return;
      const known = homeAssistant.names && decision.person !== undefined;
      const granted = decision.kind === 'granted';
      const visitor = known ? parts.nameOf(decision.person) : decision.kind;
      uplink
        .publishVisitor({ at: clock.wall(), visitor, granted })
        .catch((error: unknown) => log.debug({ fault: describe(error) }, 'a visitor was not told of'));
    },
    visionReady(): void {
      link.infoChanged();
      sync.resume();
    },
    health: (): readonly HealthReport[] => {
      const troubles = [fault, courier.fault(), ...sync.faults()].filter((text) => text !== undefined);
      const own = uplink.health();
      return troubles.length === 0
        ? [own]
        : [{ part: 'uplink', level: 'degraded', detail: [own.detail, ...troubles].join('; ') }];
    },
  };
}

/** @throws UplinkError `uplink.terminal-name` */
export function identityOf({ terminal, uplink }: TerminalConfig): Identity {
  const name = uplink.terminal ?? terminal.name;
  if (!namePattern.test(name)) {
    throw new UplinkError('uplink.terminal-name', `${JSON.stringify(name)} cannot be part of a topic`, {
      remedy: 'Set uplink.terminal to 1 to 64 of A-Z a-z 0-9 _ -, then restart the daemon.',
    });
  }
  return { site: uplink.site, terminal: name, groups: uplink.groups.map((group) => group.name) };
}
