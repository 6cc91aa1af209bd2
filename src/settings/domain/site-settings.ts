import { CommandRejected, type TerminalError } from '../../base/errors.js';
import type { Timestamp } from '../../base/units.js';

/** A value as written in the configuration: durations with their unit. */
export type SettingValue = string | number | boolean;

/** Dotted names of settings, such as `door.release`; null restores the value of the terminal’s own configuration. */
export type SettingWishes = Readonly<Record<string, SettingValue | null>>;

interface Order {
  readonly issued: Timestamp;
  readonly settings: SettingWishes;
}

/** An order of the site about a terminal’s configuration. */
export type SettingsOrder =
  /** A complete policy: settings that it does not name keep the value of the terminal’s own configuration. */
  | (Order & { readonly by: 'policy'; readonly revision: number })
  /** Only these settings. */
  | (Order & { readonly by: 'config-set' });

/** One setting that an order changed; null if it has no value. */
export interface SettingChange {
  readonly setting: string;
  readonly from: unknown;
  readonly to: unknown;
  /** False if it needs a restart of the daemon. */
  readonly applied: boolean;
}

/** The settings that a site may see and set, with the values in use. */
export interface SettingsReport {
  /** Format version of the configuration. */
  readonly format: number;
  /** Revision of the policy in force; 0 if there is none. */
  readonly policy: number;
  readonly settings: Readonly<Record<string, SettingReport>>;
  /** Settings of the site that are not in use, and why. */
  readonly aside: readonly string[];
}

export interface SettingReport {
  /** Null if it has none. */
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

/** A fault of one setting, reported together with the other faults of its order. */
export interface FaultySetting {
  readonly setting: string;
  readonly fault: CommandRejected;
}

/** All faults of an order in one error. */
export function refusedOrder(faults: readonly FaultySetting[]): CommandRejected {
  return new CommandRejected('settings.refused', faults.map(({ fault }) => fault.message).join('\n'), {
    remedy: 'Correct all errors, then send the settings in a new command. Nothing was changed.',
    context: {
      faults: faults.map(
        ({ setting, fault: { code, message, remedy } }): SettingFault => ({ setting, code, message, remedy }),
      ),
    },
  });
}

/** The faults within a `settings.refused` error; empty for other errors. */
export function settingFaults({ code, context }: TerminalError): readonly SettingFault[] {
  return code === 'settings.refused' ? (context.faults as readonly SettingFault[]) : [];
}
