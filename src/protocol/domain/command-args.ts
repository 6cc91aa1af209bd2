import type { DoorMode } from '../../door/domain/door.js';
import type { SettingWishes } from '../../settings/domain/site-settings.js';
import type { CommandHead, CommandName } from './command.js';

/** An encrypted `Enrolment`, so that the broker learns neither identity nor face. */
interface SealedEnrolment {
  readonly sealed: string;
}

type NoArgs = Readonly<Record<string, never>>;

export interface CommandArgs {
  unlock: NoArgs;
  mode: { readonly mode: DoorMode };
  health: NoArgs;
  time: NoArgs;
  'restart-vision': NoArgs;
  enroll: SealedEnrolment;
  replace: SealedEnrolment;
  revoke: { readonly person: string };
  policy: { readonly revision: number; readonly settings: SettingWishes };
  'config-get': NoArgs;
  'config-set': { readonly settings: SettingWishes };
}

/** A command as it was signed. */
export type Command = { [Name in CommandName]: CommandHead & { command: Name; args: CommandArgs[Name] } }[CommandName];
