import { describe, expect, it } from 'vitest';
import { seconds } from '../../../src/base/units.js';
import type { Peer, Reply } from '../../../src/control/ports/route.js';
import { controlRoutes } from '../../../src/control/routes.js';
import { initialDoor } from '../../../src/door/domain/door.js';
import type { SettingChange } from '../../../src/settings/domain/site-settings.js';
import type { CameraPreview } from '../../../src/vision/domain/preview.js';
import { ManualClock } from '../../support/manual-clock.js';
import { MemoryAudit } from '../../support/memory-audit.js';

const technician: Peer = { pid: 20, uid: 1000 };

function open() {
  const clock = new ManualClock();
  const audit = new MemoryAudit(clock);
  const dropped: (readonly string[])[] = [];
  const changes: readonly SettingChange[] = [{ setting: 'door.release', from: '4s', to: '5s', applied: true }];
  const { local, open } = controlRoutes({
    status: () => ({ health: 'ok' }),
    metrics: async () => 'ostiary_up 1\n',
    door: { door: () => initialDoor, release: () => 'released', watch: () => () => undefined },
    releaseTime: () => seconds(5),
    resume: () => true,
    settings: () => ({ door: { release: '5s' } }),
    dropSite: async (names) => {
      dropped.push(names);
      return changes;
    },
    vision: { preview: async () => ({ jpeg: Buffer.from('jpeg'), faces: [] }) as unknown as CameraPreview },
    audit,
    clock,
  });
  const ask = async (path: string, peer: Peer | undefined = technician): Promise<Reply> => {
    const [name, query] = path.split('?');
    const route = local.find((one) => one.path === name);
    if (route === undefined) throw new Error(`no route ${path}`);
    return route.answer({ peer, query: new URLSearchParams(query) });
  };
  const read = async (path: string, peer?: Peer) => {
    const reply = await ask(path, peer);
    return 'body' in reply ? JSON.parse(String(reply.body)) : reply;
  };
  return { clock, audit, dropped, changes, ask, read, local, open };
}

describe('the control socket', () => {
  it('tells status, settings and metrics', async () => {
    const { ask, read } = open();
    expect(await read('/status')).toEqual({ health: 'ok' });
    expect(await read('/config')).toEqual({ door: { release: '5s' } });
    expect(await ask('/metrics')).toEqual({ type: 'text/plain; version=0.0.4', body: 'ostiary_up 1\n' });
  });

  it('shows nothing but metrics on an open port', () => {
    expect(open().open.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /metrics']);
  });

  it('changes something only by POST', () => {
    const changing = open().local.filter(({ method }) => method === 'POST');
    const paths = ['/config/drop-site', '/door/release', '/door/resume', '/door/test-relay'];
    expect(changing.map(({ path }) => path).sort()).toEqual(paths);
  });

  it('takes back what the site has set, by name, and writes down who did', async () => {
    const { read, dropped, audit, changes } = open();
    expect(await read('/config/drop-site?setting=door.release&setting=quality.maxTurn')).toEqual(changes);
    expect(dropped).toEqual([['door.release', 'quality.maxTurn']]);
    expect(audit.of('config.changed')).toEqual([{ user: 1000, 'door.release': '4s → 5s' }]);
  });

  it('writes down who looks through the camera, once a minute for each', async () => {
    const { read, audit, clock } = open();
    const other = { pid: 21, uid: 1001 };
    expect(await read('/camera/preview')).toEqual({ faces: [], jpeg: Buffer.from('jpeg').toString('base64') });
    clock.pass(59_999);
    await read('/camera/preview');
    await read('/camera/preview', other);
    expect(audit.of('camera.viewed')).toEqual([{ user: 1000 }, { user: 1001 }]);
    clock.pass(1);
    await read('/camera/preview');
    expect(audit.of('camera.viewed')).toEqual([{ user: 1000 }, { user: 1001 }, { user: 1000 }]);
  });

  it.each(['/config/drop-site', '/camera/preview', '/door/release', '/door/test-relay'])(
    '%s is refused to whom the kernel does not name, with nothing done',
    async (path) => {
      const { local, dropped, audit } = open();
      const route = local.find((one) => one.path === path);
      const asked = async () => route?.answer({ peer: undefined, query: new URLSearchParams() });
      await expect(asked()).rejects.toMatchObject({ code: 'control.anonymous' });
      expect([dropped, audit.events]).toEqual([[], []]);
    },
  );
});
