import { UplinkError } from '../base/errors.js';
import { type Identity, namePattern } from '../protocol/domain/address.js';

interface Named {
  readonly terminal: { readonly name: string };
  readonly uplink: {
    readonly site: string;
    /** Instead of the terminal’s name. */
    readonly terminal?: string | undefined;
    readonly groups: readonly { readonly name: string }[];
  };
}

/** The identity of a terminal towards its site. @throws UplinkError `uplink.terminal-name` */
export function identityOf({ terminal, uplink }: Named): Identity {
  const name = uplink.terminal ?? terminal.name;
  if (!namePattern.test(name)) {
    throw new UplinkError('uplink.terminal-name', `${JSON.stringify(name)} cannot be part of a topic`, {
      remedy: 'Set uplink.terminal to 1 to 64 of A-Z a-z 0-9 _ -, then restart the daemon.',
    });
  }
  return { site: uplink.site, terminal: name, groups: uplink.groups.map((group) => group.name) };
}
