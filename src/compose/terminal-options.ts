import type { Announcer } from '../access/ports/announcer.js';
import type { Log } from '../base/log.js';
import type { ConfigKeeper } from '../settings/live/config-keeper.js';

export interface TerminalOptions {
  readonly log: Log;
  /** To whom visitors are announced besides the site. @param nameOf what to call a person */
  readonly announcers?: (nameOf: (person: string) => string) => readonly Announcer[];
  /** Where the configuration comes from, and the site may set some of it; without it, the site may not. */
  readonly settings?: ConfigKeeper;
}
