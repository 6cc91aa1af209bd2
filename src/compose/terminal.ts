import { AccessLoop } from '../access/access-loop.js';
import { Announcers } from '../access/announcers.js';
import { VisionWatch } from '../access/vision-watch.js';
import { StoredAuditLog } from '../audit/stored-audit-log.js';
import type { Clock } from '../base/clock.js';
import { Late } from '../base/late.js';
import { seconds } from '../base/units.js';
import { PrometheusMeter } from '../control/metrics/meter.js';
import { DoorLoop } from '../door/door-loop.js';
import type { DoorHardware } from '../door/ports/door-hardware.js';
import { LiveConfig } from '../settings/live/live-config.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { VisionProcess } from '../vision/process/vision-process.js';
import { watchDrills } from './drill-watch.js';
import { healthReports } from './health.js';
import { attackSnapshots } from './snapshots.js';
import { openStorage, type Storage } from './storage.js';
import type { TerminalOptions } from './terminal-options.js';
import { visionSettings } from './vision.js';

/** Joins the parts of a terminal; starts only the door. */
export function joinTerminal(
  config: TerminalConfig,
  hardware: DoorHardware,
  clock: Clock,
  { log, announcers: local, settings }: TerminalOptions,
) {
  const live = new LiveConfig(config, settings && (() => settings.use));
  const storage: Late<Storage> = new Late({
    open: () => openStorage({ config, live, settings, audit, door, vision, watch, view, nameOf, reports, clock, log }),
    onOpen(open) {
      const facts = watch.facts();
      if (facts) open.gallery.use(facts.space);
      if (open.uplink?.announcer) announcers.add(open.uplink.announcer);
      open.uplink?.start();
    },
    onFault: (fault) => audit.storageFailed(fault),
    retryAfter: seconds(5),
    clock,
  });
  const view = () => storage.current()?.gallery;
  const gallery = () => view()?.current();
  const nameOf = (person: string): string => gallery()?.people.get(person)?.name ?? person;
  const uplink = () => storage.current()?.uplink;
  const audit: StoredAuditLog = new StoredAuditLog({ storage, onStored: () => uplink()?.eventsStored(), clock, log });

  const door = new DoorLoop({ hardware, clock, times: () => live.doorTimes(), audit, log });
  door.watch(() => uplink()?.doorChanged());
  door.start();

  const vision = new VisionProcess({ settings: visionSettings(config, { camera: true }), clock, log });
  const reports = () => healthReports({ live, door, audit, access, drills, storage, vision });
  const residentBytes = () => ({ door: process.memoryUsage.rss(), vision: vision.load().residentBytes });
  const meter = new PrometheusMeter({ health: reports, residentBytes });
  const records = { audit, meter, log };
  const drills = watchDrills({ live, storage, facts: () => watch.facts(), clock });
  const snapshots = attackSnapshots(config, live, vision, clock, log);
  const announcers = new Announcers(local?.(nameOf) ?? [], log);
  const access = new AccessLoop({
    gallery,
    door: { release: (cause) => door.release(cause), lockdown: () => door.door().mode === 'lockdown' },
    ...records,
    announcer: announcers,
    snapshots,
    clock,
    drill: () => drills.standing().kind,
    settings: () => live.access(watch.facts()),
  });
  const watch: VisionWatch = new VisionWatch({
    observe: (observation) => access.observe(observation),
    onReady(facts) {
      view()?.use(facts.space);
      uplink()?.visionReady();
    },
    minSimilarity: () => live.current.recognition.minSimilarity,
    ...records,
  });
  return {
    config,
    live,
    settings,
    storage,
    audit,
    door,
    hardware,
    vision,
    watch,
    access,
    snapshots,
    meter,
    reports,
    nameOf,
    uplink,
    residentBytes,
    clock,
    log,
  };
}

export type Terminal = ReturnType<typeof joinTerminal>;
