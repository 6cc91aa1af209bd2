import type { Announcer } from '../access/ports/announcer.js';
import type { Log } from '../base/log.js';
import type { ConfigKeeper } from '../settings/live/config-keeper.js';

export interface TerminalOptions {
  readonly log: Log;
  /** Announcers of visitors besides the site. @param nameOf the name of a person */
  readonly announcers?: (nameOf: (person: string) => string) => readonly Announcer[];
  /** The source of the configuration, through which the site may set some of it; without it, the site may not. */
  readonly settings?: ConfigKeeper;
}
