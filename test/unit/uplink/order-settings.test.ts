import { describe, expect, it } from 'vitest';
import { CommandRejected } from '../../../src/base/errors.js';
import type { SettingChange, SettingsOrder, SettingsReport } from '../../../src/settings/domain/site-settings.js';
import type { SiteSettings } from '../../../src/settings/ports/site-settings.js';
import { orderSettings, reportSettings } from '../../../src/uplink/order-settings.js';
import { commandOf, operator } from '../../support/commands.js';
import { ManualClock } from '../../support/manual-clock.js';
import { MemoryAudit } from '../../support/memory-audit.js';

const changes: readonly SettingChange[] = [
  { setting: 'door.release', from: '5s', to: '4s', applied: true },
  { setting: 'recognition.minSimilarity', from: null, to: 0.6, applied: false },
];

function open() {
  const clock = new ManualClock();
  const audit = new MemoryAudit(clock);
  const orders: [SettingsOrder, number | undefined][] = [];
  const settings: SiteSettings = {
    report: () => ({ format: 1, policy: 3, settings: {}, aside: [] }) satisfies SettingsReport,
    async order(order, stated) {
      orders.push([order, stated]);
      return changes;
    },
  };
  return { clock, audit, orders, settings, statedSimilarity: 0.5 };
}

describe('settings that the site orders', () => {
  it('are told apart by what is in use and what waits for a restart', async () => {
    const parts = open();
    const command = commandOf(parts.clock, 'config-set', { settings: { 'door.release': '4s' } });
    if (command.command !== 'config-set') throw new Error('no config-set');
    expect(await orderSettings(command, operator, parts)).toEqual({
      applied: { 'door.release': { from: '5s', to: '4s' } },
      restart: { 'recognition.minSimilarity': { from: null, to: 0.6 } },
    });
    expect(parts.orders).toEqual([
      [{ by: 'config-set', issued: command.issued, settings: { 'door.release': '4s' } }, 0.5],
    ]);
    expect(parts.audit.of('config.changed')).toEqual([
      {
        command: command.id,
        key: operator.id,
        label: 'reception',
        'door.release': '5s → 4s',
        'recognition.minSimilarity': 'not set → 0.6',
      },
    ]);
  });

  it('are a policy with its revision', async () => {
    const parts = open();
    const command = commandOf(parts.clock, 'policy', { revision: 9, settings: {} });
    if (command.command !== 'policy') throw new Error('no policy');
    expect(await orderSettings(command, operator, parts)).toMatchObject({ policy: 9 });
    expect(parts.orders[0]?.[0]).toEqual({ by: 'policy', revision: 9, issued: command.issued, settings: {} });
    expect(parts.audit.of('config.changed')).toMatchObject([{ policy: 9 }]);
  });

  it('that are refused are not audited as a change', async () => {
    const parts = open();
    const refusal = new CommandRejected('policy.old', 'policy 9 is in force', { remedy: 'Send a newer one.' });
    const settings = { ...parts.settings, order: () => Promise.reject(refusal) };
    const command = commandOf(parts.clock, 'policy', { revision: 8, settings: {} });
    if (command.command !== 'policy') throw new Error('no policy');
    await expect(orderSettings(command, operator, { ...parts, settings })).rejects.toBe(refusal);
    expect(parts.audit.events).toEqual([]);
  });

  it('are none where there is no file to lay them over', async () => {
    const parts = { ...open(), settings: undefined };
    const command = commandOf(parts.clock, 'config-set', { settings: { 'door.release': '4s' } });
    if (command.command !== 'config-set') throw new Error('no config-set');
    await expect(orderSettings(command, operator, parts)).rejects.toMatchObject({ code: 'settings.fixed' });
    expect(() => reportSettings(undefined)).toThrow(expect.objectContaining({ code: 'settings.fixed' }));
    expect(reportSettings(open().settings)).toMatchObject({ format: 1, policy: 3 });
  });
});
