import type { AuditLog } from '../audit/ports/audit-log.js';
import type { Clock } from '../base/clock.js';
import { elapsed, type Instant, type Millis, seconds } from '../base/units.js';
import { changeFacts } from '../settings/domain/settings-facts.js';
import type { SettingChange } from '../settings/domain/site-settings.js';
import type { Vision } from '../vision/ports/vision.js';
import { type ControlledDoor, doorRoutes } from './door-routes.js';
import { json, knownPeer, type Peer, type Route } from './ports/route.js';

interface Dependencies {
  readonly status: () => unknown;
  readonly metrics: () => Promise<string>;
  readonly door: ControlledDoor;
  readonly releaseTime: () => Millis;
  /** Ends a pause of recognition after attacks. False if there is none. */
  readonly resume: (user: number) => boolean;
  /** The settings in use. */
  readonly settings: () => unknown;
  /** Removes settings of the site; does nothing if the site may not set any. */
  readonly dropSite: (names: readonly string[]) => Promise<readonly SettingChange[]>;
  readonly vision: Pick<Vision, 'preview'>;
  readonly audit: Pick<AuditLog, 'note'>;
  readonly clock: Clock;
}

/** A technician who watches the camera is recorded once in this time. */
const viewEvery = seconds(60);

/** The daemon's routes: `local` on its Unix socket, `open` also over TCP. */
export function controlRoutes(parts: Dependencies): {
  readonly local: readonly Route[];
  readonly open: readonly Route[];
} {
  const { status, metrics, settings, dropSite, vision, audit, clock } = parts;
  const views = new Map<number, Instant>();
  const noteView = ({ uid }: Peer): void => {
    const now = clock.monotonic();
    const last = views.get(uid);
    if (last !== undefined && elapsed(last, now) < viewEvery) return;
    views.set(uid, now);
    audit.note('camera.viewed', { user: uid });
  };
  const exposition: Route = {
    method: 'GET',
    path: '/metrics',
    answer: async () => ({ type: 'text/plain; version=0.0.4', body: await metrics() }),
  };
  const local: readonly Route[] = [
    exposition,
    { method: 'GET', path: '/status', answer: () => json(status()) },
    { method: 'GET', path: '/config', answer: () => json(settings()) },
    {
      method: 'POST',
      path: '/config/drop-site',
      answer: async ({ peer, query }) => {
        const { uid } = knownPeer(peer);
        const changes = await dropSite(query.getAll('setting'));
        audit.note('config.changed', { user: uid, ...changeFacts(changes) });
        return json(changes);
      },
    },
    ...doorRoutes(parts),
    {
      method: 'GET',
      path: '/camera/preview',
      answer: async ({ peer }) => {
        noteView(knownPeer(peer));
        const { jpeg, ...measures } = await vision.preview({ within: seconds(4) });
        return json({ ...measures, jpeg: Buffer.from(jpeg).toString('base64') });
      },
    },
  ];
  return { local, open: [exposition] };
}
