import { elapsed, type Instant } from '../base/units.js';
import { serveLocally, serveMetrics } from '../control/http/control-server.js';
import { controlRoutes } from '../control/routes.js';
import { type Server, startServers } from '../control/servers.js';
import { type DaemonStatus, statusOf } from '../control/status.js';
import { settingsOf } from '../settings/schema/settings.js';
import { version } from '../version.js';
import type { Terminal } from './terminal.js';

export function terminalStatus(terminal: Terminal, started: Instant): DaemonStatus {
  const { config, live, door, vision, meter, reports, residentBytes, clock } = terminal;
  return statusOf({
    version,
    terminal: config.terminal,
    pid: process.pid,
    visionPid: vision.pid(),
    uptime: elapsed(started, clock.monotonic()),
    door: door.door(),
    liveness: live.current.liveness.level,
    rexLatency: door.rexLatency(),
    residentBytes: residentBytes(),
    counters: { ...meter.counters(), framesOverwritten: vision.load().dropped },
    stages: meter.stages(),
    reports: reports(),
  });
}

/** Serves the control socket, and the metrics port if configured. @returns A function to close each. */
export function serveControl(
  { config, live, settings, door, access, vision, audit, meter, clock, log }: Terminal,
  status: () => DaemonStatus,
): Promise<readonly (() => Promise<void>)[]> {
  const routes = controlRoutes({
    status,
    metrics: () => meter.exposition(),
    door,
    releaseTime: () => live.current.door.release,
    resume: (user) => access.resume(user),
    settings: () => settingsOf(live.current),
    dropSite: async (names) => (await settings?.drop(names)) ?? [],
    vision,
    audit,
    clock,
  });
  const { controlSocket, metricsHost, metricsPort } = config.observability;
  const local: Server = (onFault) => serveLocally(controlSocket, routes.local, onFault);
  const open: Server = (onFault) => serveMetrics(metricsHost, metricsPort, routes.open, onFault);
  return startServers(metricsPort > 0 ? [local, open] : [local], log);
}
