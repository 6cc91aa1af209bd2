import { expect, it } from 'vitest';
import { UplinkError } from '../../../src/base/errors.js';
import { silentLog } from '../../../src/base/log.js';
import { TerminalUplink, UplinkFaults } from '../../../src/uplink/terminal-uplink.js';

it('goes on without what cannot be used, and health tells each fault', async () => {
  const faults = new UplinkFaults(silentLog);
  const fault = new UplinkError('uplink.terminal-name', 'it cannot be part of a topic', { remedy: 'Rename it.' });
  expect(await faults.attempt(() => 7)).toBe(7);
  expect(
    await faults.attempt(() => {
      throw fault;
    }),
  ).toBeUndefined();
  expect(await faults.attempt(() => Promise.reject(new Error('no such file')))).toBeUndefined();
  const uplink = new TerminalUplink({ faults, connection: undefined, storage: { close: async () => undefined } });
  expect(uplink.health()).toEqual([
    { part: 'uplink', level: 'degraded', detail: 'uplink.terminal-name: it cannot be part of a topic. Rename it.' },
    { part: 'uplink', level: 'degraded', detail: 'no such file' },
  ]);
});

it('takes every notice without a connection, and closes its store', async () => {
  let closed = false;
  const storage = {
    close: async () => {
      closed = true;
    },
  };
  const uplink = new TerminalUplink({ faults: new UplinkFaults(silentLog), connection: undefined, storage });
  uplink.start();
  uplink.doorChanged();
  uplink.configChanged();
  uplink.visionReady();
  uplink.eventsStored();
  expect([uplink.announcer, uplink.health()]).toEqual([undefined, []]);
  await uplink.close();
  expect(closed).toBe(true);
});
