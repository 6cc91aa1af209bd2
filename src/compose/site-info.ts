import type { Identity } from '../protocol/domain/address.js';
import { commandNames } from '../protocol/domain/command.js';
import type { TerminalInfo } from '../protocol/domain/reports.js';
import { formatVersion } from '../settings/schema/migrations.js';
import type { SealedContent } from '../uplink/mqtt/sealed-content.js';

import { terminalInfo } from '../uplink/terminal-info.js';
import type { TrustedKeys } from '../uplink/trusted-keys.js';
import { version } from '../version.js';
import type { SiteParts } from './site-parts.js';
import type { TerminalParts } from './terminal-parts.js';

interface Spoken {
  readonly identity: Identity;
  readonly sealed: SealedContent;
  readonly trusted: TrustedKeys;
  readonly siteParts: SiteParts;
}

/** The source of the terminal's info for the uplink. */
export function siteInfo(
  { identity, sealed, trusted, siteParts }: Spoken,
  { config, live, settings, watch }: TerminalParts,
): () => Promise<TerminalInfo> {
  return () =>
    terminalInfo({
      fixed: {
        version,
        door: config.terminal.door,
        groups: identity.groups,
        sealKey: sealed.publicKey,
        capabilities: commandNames,
        configVersion: formatVersion,
      },
      epoch: siteParts.storage.store.epoch,
      galleries: siteParts.galleries,
      vision: () => watch.facts(),
      localPeople: () => siteParts.local.people().length,
      keyRing: () => trusted.ring().version,
      configDigest: () => live.digest(),
      policy: () => settings?.report().policy ?? 0,
    });
}
