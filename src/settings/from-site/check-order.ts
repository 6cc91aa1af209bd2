import { CommandRejected } from '../../base/errors.js';
import { type SettingFault, type SettingsOrder, settingFaults } from '../domain/site-settings.js';
import { judgeOrder } from './judge-order.js';
import { layered } from './layered.js';
import { emptyLayer } from './site-layer.js';

/** What depends on the terminal is the terminal’s to judge. */
const anywhere: ReadonlySet<string> = new Set([
  'settings.unknown',
  'settings.local',
  'settings.command',
  'settings.value',
]);

/** What is wrong with an order whatever terminal it is for; for whoever runs the site, before it is sent. */
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
