import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import { expect, it } from 'vitest';
import { embedding } from '../../../src/vision/domain/embedding.js';
import { TestFleet } from '../../support/fleet.js';
import { GalleryPush } from '../../support/gallery-push.js';
import { freePort } from '../../support/mosquitto.js';
import { Panel, Site } from '../../support/site.js';
import { syncTerminal } from '../../support/sync-terminal.js';
import { until } from '../../support/terminal.js';

const space = { id: 'aaaaaaaaaaaaaaaa/1', dimension: 4 };

it('both ends try MQTT 5 first, and get along with a broker that knows 3.1.1 alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ostiary-old-broker-'));
  const broker = await Aedes.createBroker();
  const port = await freePort();
  const server = createServer(broker.handle);
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const site = new Site();
  const panel = new Panel(port, 4);
  const push = new GalleryPush(panel, site, space);
  const person = { id: 'ada', name: 'Ada', enabled: true };
  await push.snapshot(1, [{ person, templates: [embedding(space, Float32Array.of(1, 0, 0, 0))] }]);

  const terminal = await syncTerminal({ url: `mqtt://127.0.0.1:${port}`, site, folder, space });
  await until(() => terminal.galleries.present('lobby')?.revision === 1);
  expect(terminal.uplink.health().detail).toContain('MQTT 3.1.1');
  await push.delta(1, 2, { removed: ['ada'] });
  await until(() => terminal.galleries.present('lobby')?.revision === 2);

  const fleet = new TestFleet(`mqtt://127.0.0.1:${port}`);
  expect(await fleet.run('keys', 'create')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('ring 1 published'),
  });
  fleet.remove();

  await terminal.close();
  await panel.close();
  broker.close();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});
