import type { KeyObject } from 'node:crypto';
import { AccessLoop } from '../access/access-loop.js';
import type { Announcer } from '../access/ports/announcer.js';
import { EventTrail } from '../audit/event-trail.js';
import { LateStore } from '../audit/late-store.js';
import { SqliteJournal } from '../audit/sqlite/journal.js';
import type { Clock } from '../base/clock.js';
import { type ConfigError, describe } from '../base/errors.js';
import type { HealthReport } from '../base/health.js';
import type { Log } from '../base/log.js';
import { seconds } from '../base/units.js';
import { windDown } from '../base/wind-down.js';
import { PrometheusMeter } from '../control/metrics/meter.js';
import type { Door } from '../door/domain/door.js';
import { DoorLoop } from '../door/door-loop.js';
import type { DoorHardware } from '../door/ports/door-hardware.js';
import { GalleryView } from '../gallery/gallery-view.js';
import { galleryRevision, loadGallery } from '../gallery/load-gallery.js';
import { SqliteGalleryStore } from '../gallery/sqlite/gallery-store.js';
import { HealthLoop } from '../health/health-loop.js';
import { systemdWatchdog } from '../health/systemd/watchdog.js';
import { locateKeyFile, readKeyFile } from '../platform/key-file.js';
import { systemClock } from '../platform/system-clock.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { version } from '../version.js';
import type { VisionFacts } from '../vision/ports/vision.js';
import { VisionProcess } from '../vision/process/vision-process.js';
import { controlRoutes, serveRoutes } from './control.js';
import { openDoor } from './door.js';
import { LiveConfig } from './live.js';
import type { Because, ConfigKeeper } from './settings.js';
import { type DaemonStatus, statusOf } from './status.js';
import { bootId } from './store.js';
import { type ComposedUplink, composeUplink, told } from './uplink.js';
import { visionSettings } from './vision.js';

export interface Daemon {
  readonly hardware: DoorHardware;
  status(): DaemonStatus;
  /** What to call a person; the id where the gallery is not loaded. */
  nameOf(person: string): string;
  /** Takes over what applies while it runs; `health` names what waits for a restart. The door is not touched. */
  reconfigure(config: TerminalConfig, because: Because): void;
  /** Says that a configuration was refused; the one in use stays. */
  refuseConfig(fault: ConfigError): void;
  /** Secures the door, then ends everything else. Idempotent. */
  close(): Promise<void>;
}

interface Options {
  readonly log: Log;
  readonly announcer: (nameOf: (person: string) => string) => Announcer;
  readonly onDoor?: (door: Door) => void;
  /** Where the configuration comes from, and the site may set some of it; without it, the site may not. */
  readonly settings?: ConfigKeeper;
}

/** Starts the terminal: first the door, then what may be slow or broken. @throws HardwareFault when the door cannot be driven. */
export async function startDaemon(config: TerminalConfig, options: Options): Promise<Daemon> {
  const clock = systemClock();
  const hardware = await openDoor(config.door, clock, options.log);
  try {
    return compose(config, hardware, clock, options);
  } catch (error) {
    await hardware.close();
    throw error;
  }
}

/** All in one turn: whoever waits for the daemon can end it before the door has moved. */
function compose(
  config: TerminalConfig,
  hardware: DoorHardware,
  clock: Clock,
  { log, announcer, onDoor, settings }: Options,
): Daemon {
  const live = new LiveConfig(config, settings && (() => settings.use));
  const started = clock.monotonic();
  let gallery: GalleryView | undefined;
  let uplink: ComposedUplink | undefined;
  let visionFacts: VisionFacts | undefined;
  let visionLost = false;
  const store = new LateStore({
    clock,
    log,
    open: async () => {
      const path = config.store.database;
      const key = readKeyFile(locateKeyFile(config.store.keyFile, process.env));
      const gallery = new SqliteGalleryStore({ path, bootId, key });
      const { maxRows, maxAge } = config.audit;
      const retention = { maxRows, ...(maxAge === undefined ? {} : { maxAge }) };
      let journal: SqliteJournal | undefined;
      const close = async () => {
        await Promise.resolve(journal?.close()).finally(() => gallery.close());
      };
      try {
        const onUntidy = (fault: Error) => log.warn({ err: fault }, 'old audit records could not be pruned');
        journal = await SqliteJournal.open({ path, bootId, clock, retention, onUntidy });
        // No grant finds its journal before a lockdown is known.
        const uplink = await composeUplink(config, uplinkParts(key, gallery));
        return { journal, gallery, uplink, close };
      } catch (error) {
        await close();
        throw error;
      }
    },
    onOpen: (open) => {
      uplink = open.uplink;
      const sources = { local: open.gallery, ...(uplink?.pushed ? { pushed: uplink.pushed } : {}) };
      gallery = new GalleryView({
        store: open.gallery,
        revision: () => galleryRevision(sources),
        load: (space) => loadGallery(sources, space),
        clock,
        log,
      });
      if (visionFacts) gallery.use(visionFacts.space);
      uplink?.start();
    },
  });
  const minSimilarity = () => live.minSimilarity(visionFacts?.defaultMinSimilarity);
  const journal = told(store, () => uplink?.wake());

  const trail = new EventTrail({ clock, journal, log });
  const note = (...[kind, facts]: [Parameters<EventTrail['note']>[0], Parameters<EventTrail['note']>[1]]) =>
    trail.note(kind, facts, clock.monotonic());
  const doorListeners = new Set(onDoor ? [onDoor] : []);
  const door = new DoorLoop({
    hardware,
    clock,
    times: live.doorTimes(),
    journal,
    log,
    onChange: (now) => {
      uplink?.doorChanged();
      for (const tell of doorListeners) tell(now);
    },
  });
  door.start();

  const vision = new VisionProcess({ settings: visionSettings(config, { camera: true }), clock, log });
  const reports = (): readonly HealthReport[] => [
    live.health(),
    door.health(),
    storeHealth(store.health(), trail.fault()),
    ...(gallery ? [gallery.health()] : []),
    ...vision.health(),
    ...(uplink?.health() ?? []),
  ];
  const meter = new PrometheusMeter({
    health: reports,
    residentBytes: () => ({ door: process.memoryUsage.rss(), vision: vision.load().residentBytes }),
  });
  const nameOf = (person: string) => gallery?.current()?.people.get(person)?.name ?? person;
  const screen = announcer(nameOf);
  const access = new AccessLoop({
    gallery: () => gallery?.current(),
    thresholds: () => ({ minSimilarity: minSimilarity(), margin: live.current.recognition.margin }),
    door: { release: (cause) => door.release(cause), lockdown: () => door.door().mode === 'lockdown' },
    journal,
    trail,
    announcer: {
      ...screen,
      decided: (...said) => {
        screen.decided(...said);
        uplink?.decided(said[1]);
      },
    },
    clock,
    meter,
    log,
    config: live.access(),
  });

  const uplinkParts = (galleryKey: KeyObject, local: SqliteGalleryStore) => ({
    bootId,
    galleryKey,
    journal,
    local,
    trail,
    door,
    vision,
    visionFacts: () => visionFacts,
    gallery: () => gallery?.current(),
    minSimilarity,
    nameOf,
    reports,
    configDigest: () => live.digest(),
    settings,
    clock,
    log,
  });

  note('terminal.started', { version, door: config.terminal.door });
  note('config.loaded', { digest: live.digest() });
  const refuseConfig = (fault: ConfigError): void => {
    live.refuse(fault);
    log.error({ fault: describe(fault) }, 'the configuration was refused; the last good one stays in use');
    note('config.refused', { code: fault.code });
  };
  if (settings?.refused) refuseConfig(settings.refused);
  let closing: Promise<void> | undefined;
  vision.start({
    observation: (observation) => {
      if (!closing) access.observe(observation);
    },
    ready(facts) {
      visionFacts = facts;
      gallery?.use(facts.space);
      uplink?.visionReady();
      log.info(
        { pid: facts.pid, models: facts.models.map((m) => `${m.role} ${m.name} on ${m.delegate}`) },
        'vision is ready',
      );
      const { minSimilarity } = live.current.recognition;
      if ((minSimilarity ?? 1) < facts.defaultMinSimilarity) {
        const stated = facts.defaultMinSimilarity;
        log.warn(
          { minSimilarity, stated },
          'recognition.minSimilarity is below what the embedder bundle states: more strangers may be let in',
        );
      }
      if (visionLost) note('vision.restored', {});
      visionLost = false;
    },
    lost(reason) {
      meter.count('visionRestarts');
      if (!visionLost) note('vision.lost', { reason });
      visionLost = true;
    },
  });
  const sweep = setInterval(() => access.sweep(), 500);

  const status = (): DaemonStatus => statusOf({ config, started, clock, door, vision, meter, reports: reports() });
  const routes = controlRoutes({
    status,
    metrics: () => meter.exposition(),
    door,
    doorListeners,
    releaseTime: () => live.current.door.release,
    config: () => live.current,
    settings,
    vision,
    clock,
    note,
  });
  const closers = serveRoutes(config.observability, routes, log);
  const watchdog = systemdWatchdog(process.env, log);
  const health = new HealthLoop({ pulses: () => door.pulses(), reports, watchdog, clock, log });
  // The door is at work: what follows may come late.
  health.start();
  // Not waited for: a disk that hangs keeps neither vision nor the status from the terminal.
  void store.start();

  const close = (): Promise<void> => {
    clearInterval(sweep);
    health.stopping();
    const stopped = (): void => {
      gallery?.close();
      note('terminal.stopped', {});
    };
    return windDown(
      [
        {
          limit: seconds(4),
          parts: {
            // The door first: whatever hangs below, the strike is secured.
            door: () => door.close(),
            vision: () => vision.close(),
            control: async () => Promise.all((await closers).map((end) => end())),
          },
        },
        { limit: seconds(3), parts: { decisions: () => access.settled(), uplink: () => uplink?.close() } },
        { limit: seconds(4), parts: { stopped, events: () => trail.close(seconds(3)) } },
        { limit: seconds(3), parts: { store: () => store.close() } },
      ],
      clock,
      log,
    ).finally(() => health.close());
  };
  return {
    hardware,
    status,
    nameOf,
    reconfigure(next, because) {
      watchdog.reloading();
      const changes = live.take(next, because);
      for (const { name, applies } of changes) log.info({ setting: name, applies }, 'a setting has changed');
      if (changes.length > 0) note('config.loaded', { digest: live.digest() });
      uplink?.configChanged();
      if (changes.some(({ applies }) => applies === 'vision'))
        vision.reconfigure(visionSettings(next, { camera: true }));
      watchdog.ready();
    },
    refuseConfig,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** A store whose last write came through, while denials still wait for it, is not well either. */
function storeHealth(store: HealthReport, trail: string | undefined): HealthReport {
  if (store.level !== 'ok' || trail === undefined) return store;
  return { part: store.part, level: 'failed', detail: `events wait for the journal: ${trail}` };
}
