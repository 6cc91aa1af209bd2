import { CommandRejected, type TerminalError } from '../../base/errors.js';
import type { Timestamp } from '../../base/units.js';

/** A value as it is written in the configuration: durations with their unit. */
export type SettingValue = string | number | boolean;

/** Dotted names of settings, such as `door.release`; null stands for what the terminal’s own configuration says. */
export type SettingWishes = Readonly<Record<string, SettingValue | null>>;

interface Order {
  readonly issued: Timestamp;
  readonly settings: SettingWishes;
}

/** What the site orders of a terminal’s configuration. */
export type SettingsOrder =
  /** Everything that a policy says: what it does not name is as the terminal’s own configuration says. */
  | (Order & { readonly by: 'policy'; readonly revision: number })
  /** These settings alone. */
  | (Order & { readonly by: 'config-set' });

/** One setting that an order changed; null where it has no value. */
export interface SettingChange {
  readonly setting: string;
  readonly from: unknown;
  readonly to: unknown;
  /** False where it waits for a restart of the daemon. */
  readonly applied: boolean;
}

/** The settings that a site may see and set, as they are in use. */
export interface SettingsReport {
  /** Format of the configuration. */
  readonly format: number;
  /** Revision of the policy in force; 0 where there is none. */
  readonly policy: number;
  readonly settings: Readonly<Record<string, SettingReport>>;
  /** What the site has set and is not in use, and why. */
  readonly aside: readonly string[];
}

export interface SettingReport {
  /** Null where it has none. */
  readonly value: unknown;
  readonly origin: 'default' | 'file' | 'environment' | 'site';
  /** The command that sets it. */
  readonly by: SettingsOrder['by'];
}

/** What is wrong with one setting of an order. */
export interface SettingFault {
  readonly setting: string;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** A fault of one setting, to be told with the others of its order. */
export interface FaultySetting {
  readonly setting: string;
  readonly fault: CommandRejected;
}

/** All faults of an order in one. */
export function refusedOrder(faults: readonly FaultySetting[]): CommandRejected {
  return new CommandRejected('settings.refused', faults.map(({ fault }) => fault.message).join('\n'), {
    remedy: 'Mend every fault, then send it again as a new command. Nothing was changed.',
    context: {
      faults: faults.map(
        ({ setting, fault: { code, message, remedy } }): SettingFault => ({ setting, code, message, remedy }),
      ),
    },
  });
}

/** The faults that a `settings.refused` consists of; none of another fault. */
export function settingFaults({ code, context }: TerminalError): readonly SettingFault[] {
  return code === 'settings.refused' ? (context.faults as readonly SettingFault[]) : [];
}
