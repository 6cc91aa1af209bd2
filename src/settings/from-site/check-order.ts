import { CommandRejected } from '../../base/errors.js';
import { type SettingFault, type SettingsOrder, settingFaults } from '../domain/site-settings.js';
import { judgeOrder } from './judge-order.js';
import { layered } from './layered.js';
import { emptyLayer } from './site-layer.js';

/** Errors that do not depend on the terminal. The terminal checks the rest. */
const anywhere: ReadonlySet<string> = new Set([
  'settings.unknown',
  'settings.local',
  'settings.command',
  'settings.value',
]);

/** Checks an order before it is sent: finds the errors that every terminal would report. */
export function checkOrder(order: SettingsOrder, packageRoot: string): readonly SettingFault[] {
  const options = { env: {}, packageRoot };
  const now = layered('', 'terminal.yaml', options, { layer: emptyLayer });
  try {
    judgeOrder(order, { text: '', options, now, statedSimilarity: undefined });
    return [];
  } catch (error) {
    if (!(error instanceof CommandRejected)) throw error;
    return settingFaults(error).filter(({ code }) => anywhere.has(code));
  }
}
