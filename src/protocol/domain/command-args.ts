import type { DoorMode } from '../../door/domain/door.js';
import type { Person } from '../../gallery/domain/gallery.js';
import type { SettingWishes } from '../../settings/domain/site-settings.js';
import type { Embedding } from '../../vision/domain/embedding.js';
import type { CommandHead, CommandName } from './command.js';

/** Whom to enrol, from templates of the terminal's space or from photos that the terminal's vision process turns into them. */
export interface Enrolment {
  readonly person: Person;
  readonly templates: readonly Embedding[];
  /** Encoded pictures: JPEG, PNG or WebP. Untrusted. */
  readonly photos: readonly Uint8Array[];
  /** Enrol even if the face is already enrolled under another id. */
  readonly allowSimilar: boolean;
}

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
