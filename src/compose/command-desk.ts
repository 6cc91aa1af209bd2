import type { Identity } from '../protocol/domain/address.js';
import { CommandDesk } from '../uplink/command-desk.js';
import { executeCommand } from '../uplink/execute-command.js';
import type { SealedContent } from '../uplink/mqtt/sealed-content.js';
import type { Uplink } from '../uplink/ports/uplink.js';
import { healthSummary } from '../uplink/terminal-reports.js';
import type { SiteFiles } from './site-files.js';
import type { StorageParts } from './storage-parts.js';

interface Spoken {
  readonly identity: Identity;
  readonly uplink: Uplink;
  readonly sealed: SealedContent;
  readonly files: SiteFiles;
}

/** Where the site’s commands are judged, written down and carried out. */
export function openCommandDesk({ identity, uplink, sealed, files }: Spoken, parts: StorageParts): CommandDesk {
  const { config, live, settings, audit, door, vision, watch, gallery, reports, clock, log } = parts;
  const { store, local } = files;
  const commanded = {
    door,
    vision,
    store: local,
    editor: store,
    lockdowns: store,
    unseal: (text: string) => sealed.enrolment(text),
    gallery,
    settings,
    audit,
    health: () => healthSummary(reports(), clock),
    clock,
  };
  return new CommandDesk({
    identity,
    ledger: store,
    uplink,
    execute(command, key) {
      const stated = watch.facts()?.defaultMinSimilarity;
      const minSimilarity = () => live.minSimilarity(stated);
      return executeCommand(command, key, { ...commanded, minSimilarity, statedSimilarity: stated });
    },
    audit,
    clock,
    log,
    clockUnchecked: config.uplink.commandClock === 'unchecked',
  });
}
