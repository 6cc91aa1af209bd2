import type { Facts } from '../audit/domain/audit.js';
import type { Clock } from '../base/clock.js';
import { CommandRejected, describe, HardwareFault } from '../base/errors.js';
import type { Log } from '../base/log.js';
import { elapsed, type Instant, type Millis, seconds } from '../base/units.js';
import { askDaemon, followDaemon } from '../control/http/control-client.js';
import { serveControl, serveMetrics } from '../control/http/control-server.js';
import type { Peer } from '../control/http/peer.js';
import { json, type Route } from '../control/http/route.js';
import { type Door, released } from '../door/domain/door.js';
import type { DoorLoop } from '../door/door-loop.js';
import { changeFacts } from '../settings/domain/settings-facts.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { settingsOf } from '../settings/schema/settings.js';
import type { CameraPreview } from '../vision/domain/preview.js';
import type { Vision } from '../vision/ports/vision.js';
import type { ConfigKeeper } from './settings.js';

interface Dependencies {
  readonly status: () => unknown;
  readonly metrics: () => Promise<string>;
  readonly door: DoorLoop;
  /** Told of every change of the door. */
  readonly doorListeners: Set<(door: Door) => void>;
  readonly releaseTime: () => Millis;
  /** The one in use. */
  readonly config: () => TerminalConfig;
  /** Undefined where the site may set nothing. */
  readonly settings: ConfigKeeper | undefined;
  readonly vision: Vision;
  readonly clock: Clock;
  readonly note: (kind: 'camera.viewed' | 'config.changed', facts: Facts) => void;
}

/** The door as `door watch` tells it, one line for each change. */
export interface DoorLine {
  readonly released: boolean;
  readonly mode: string;
  readonly contact: string;
  readonly alarm: string;
  /** Why it is released, while it is. */
  readonly cause?: string;
}

/** A look through the camera. */
export type Look = Omit<CameraPreview, 'jpeg'> & { readonly jpeg: Buffer };

export interface Released {
  /** From the command to the relay having taken it, in milliseconds. */
  readonly driveMs: number;
  readonly releaseMs: number;
}

/** A technician who looks for long is written down once in this time. */
const viewEvery = seconds(60);

/** What a running daemon answers: `local` on its Unix socket, `open` also over TCP. */
export function controlRoutes(parts: Dependencies): {
  readonly local: readonly Route[];
  readonly open: readonly Route[];
} {
  const { status, metrics, door, doorListeners, releaseTime, config, settings, vision, clock, note } = parts;
  const views = new Map<number, Instant>();

  const release = (purpose: 'release' | 'relayTest', peer: Peer | undefined): Released => {
    const before = clock.monotonic();
    const result = door.release({ kind: 'technician', purpose, user: known(peer).uid });
    if (result === 'lockdown') throw lockdown();
    if (result !== 'released') throw notReleased(result);
    return { driveMs: elapsed(before, clock.monotonic()), releaseMs: releaseTime() };
  };
  const noteView = ({ uid }: Peer): void => {
    const now = clock.monotonic();
    const last = views.get(uid);
    if (last !== undefined && elapsed(last, now) < viewEvery) return;
    views.set(uid, now);
    note('camera.viewed', { user: uid });
  };

  const exposition: Route = {
    method: 'GET',
    path: '/metrics',
    answer: async () => ({ type: 'text/plain; version=0.0.4', body: await metrics() }),
  };
  const local: readonly Route[] = [
    exposition,
    { method: 'GET', path: '/status', answer: () => json(status()) },
    { method: 'GET', path: '/config', answer: () => json(settingsOf(config())) },
    {
      method: 'POST',
      path: '/config/drop-site',
      answer: async ({ peer, query }) => {
        const { uid } = known(peer);
        const changes = (await settings?.drop(query.getAll('setting'))) ?? [];
        note('config.changed', { user: uid, ...changeFacts(changes) });
        return json(changes);
      },
    },
    { method: 'POST', path: '/door/release', answer: ({ peer }) => json(release('release', peer)) },
    { method: 'POST', path: '/door/test-relay', answer: ({ peer }) => json(release('relayTest', peer)) },
    {
      method: 'GET',
      path: '/door/watch',
      answer: () => ({
        type: 'application/x-ndjson',
        follow: (write) => {
          const tell = (now: Door): void => write(JSON.stringify(doorLine(now)));
          tell(door.door());
          doorListeners.add(tell);
          return () => doorListeners.delete(tell);
        },
      }),
    },
    {
      method: 'GET',
      path: '/camera/preview',
      answer: async ({ peer }) => {
        noteView(known(peer));
        const { jpeg, ...measures } = await vision.preview({ within: seconds(4) });
        return json({ ...measures, jpeg: Buffer.from(jpeg).toString('base64') });
      },
    },
  ];
  return { local, open: [exposition] };
}

/** A terminal that cannot be looked at still guards its door. */
export async function serveRoutes(
  { controlSocket, metricsHost, metricsPort }: TerminalConfig['observability'],
  routes: ReturnType<typeof controlRoutes>,
  log: Log,
): Promise<readonly (() => Promise<void>)[]> {
  const onFault = (fault: Error): void => log.warn({ fault: describe(fault) }, 'the status server failed');
  const wanted = [
    () => serveControl(controlSocket, routes.local, onFault),
    ...(metricsPort > 0 ? [() => serveMetrics(metricsHost, metricsPort, routes.open, onFault)] : []),
  ];
  const open: (() => Promise<void>)[] = [];
  for (const serve of wanted) {
    try {
      open.push(await serve());
    } catch (error) {
      log.warn({ fault: describe(error) }, 'no status or metrics here');
    }
  }
  return open;
}

function doorLine(door: Door): DoorLine {
  const { strike, mode, contact, alarm } = door;
  const line = { released: released(door), mode, contact: contact.kind, alarm };
  return strike.kind === 'released' ? { ...line, cause: strike.cause.kind } : line;
}

function known(peer: Peer | undefined): Peer {
  if (peer !== undefined) return peer;
  throw new CommandRejected('control.anonymous', 'the kernel does not tell who asks', {
    remedy: 'Ask through the Unix socket, from this machine.',
  });
}

function lockdown(): CommandRejected {
  return new CommandRejected('door.lockdown', 'the door is in lockdown: only REX releases it', {
    remedy: 'Have the lockdown ended where it was ordered.',
  });
}

function notReleased(why: 'relayFailed' | 'stopping'): HardwareFault {
  return new HardwareFault('door.not-released', `the relay was not driven: ${why}`, {
    remedy: 'Look at `ostiary status`: the part door says what is wrong with the relay.',
  });
}

/** What a running daemon says, as JSON. @throws HardwareFault `control.no-daemon`, or what the daemon refuses with. */
export function askRunningDaemon(config: TerminalConfig, path: string, method?: 'GET' | 'POST'): Promise<string> {
  return askDaemon(config.observability.controlSocket, path, method);
}

/** The lines that a running daemon writes, until the signal. @throws HardwareFault `control.no-daemon`, `control.ended` */
export function followRunningDaemon(config: TerminalConfig, path: string, signal: AbortSignal): AsyncGenerator<string> {
  return followDaemon(config.observability.controlSocket, path, signal);
}

/** The camera's next picture, from a running daemon. @throws HardwareFault `control.no-daemon`, `vision.unavailable` */
export async function askCamera(config: TerminalConfig): Promise<Look> {
  const answer = JSON.parse(await askRunningDaemon(config, '/camera/preview'));
  return { ...answer, jpeg: Buffer.from(answer.jpeg, 'base64') };
}
