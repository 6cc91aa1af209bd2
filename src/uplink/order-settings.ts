import type { Facts } from '../audit/domain/audit.js';
import type { AuditLog } from '../audit/ports/audit-log.js';
import type { Clock } from '../base/clock.js';
import { CommandRejected } from '../base/errors.js';
import type { Command } from '../protocol/domain/command-args.js';
import type { TrustedKey } from '../protocol/domain/key-ring.js';
import { changeFacts } from '../settings/domain/settings-facts.js';
import type { SettingChange, SettingsOrder } from '../settings/domain/site-settings.js';
import type { SiteSettings } from '../settings/ports/site-settings.js';
import type { CommandResult } from './command-desk.js';

interface Dependencies {
  /** Undefined if the daemon has no configuration file. */
  readonly settings: SiteSettings | undefined;
  readonly statedSimilarity: number | undefined;
  readonly audit: Pick<AuditLog, 'note'>;
  readonly clock: Clock;
}

/** Carries out `policy` and `config-set`. @throws CommandRejected (rejects) `settings.*`, `policy.*`; StoreError */
export async function orderSettings(
  command: Extract<Command, { readonly command: SettingsOrder['by'] }>,
  key: TrustedKey,
  { settings, statedSimilarity, audit, clock }: Dependencies,
): Promise<CommandResult> {
  const changes = await known(settings).order(orderOf(command), statedSimilarity);
  const policy: Facts = command.command === 'policy' ? { policy: command.args.revision } : {};
  const who = { command: command.id, key: key.id, label: key.label };
  audit.note('config.changed', { ...who, ...policy, ...changeFacts(changes) }, clock.monotonic());
  const told = (applied: boolean) => Object.fromEntries(changes.filter((one) => one.applied === applied).map(change));
  return { ...policy, applied: told(true), restart: told(false) };
}

/** @throws CommandRejected `settings.fixed` */
export function reportSettings(settings: SiteSettings | undefined): CommandResult {
  return { ...known(settings).report() };
}

const change = ({ setting, from, to }: SettingChange) => [setting, { from, to }] as const;

function orderOf(command: Parameters<typeof orderSettings>[0]): SettingsOrder {
  const { issued } = command;
  return command.command === 'policy'
    ? { by: 'policy', issued, ...command.args }
    : { by: 'config-set', issued, ...command.args };
}

function known(settings: SiteSettings | undefined): SiteSettings {
  if (settings !== undefined) return settings;
  throw new CommandRejected('settings.fixed', 'the configuration of this terminal cannot be changed', {
    remedy: 'Use a terminal that was started from a configuration file: this one is a demo.',
  });
}
