import { enrolments } from '../gallery/enrolments.js';
import type { Identity } from '../protocol/domain/address.js';
import { CommandDesk } from '../uplink/command-desk.js';
import { executeCommand } from '../uplink/execute-command.js';
import type { SealedContent } from '../uplink/mqtt/sealed-content.js';
import type { Uplink } from '../uplink/ports/uplink.js';
import { healthSummary } from '../uplink/terminal-reports.js';
import type { SiteParts } from './site-parts.js';
import type { TerminalParts } from './terminal-parts.js';

interface Spoken {
  readonly identity: Identity;
  readonly uplink: Uplink;
  readonly sealed: SealedContent;
  readonly siteParts: SiteParts;
}

/** Judges, records and carries out the site’s commands. */
export function openCommandDesk({ identity, uplink, sealed, siteParts }: Spoken, parts: TerminalParts): CommandDesk {
  const { config, live, settings, audit, door, vision, watch, view, reports, clock, log } = parts;
  const { store, editor } = siteParts.storage;
  const stated = () => watch.facts()?.defaultMinSimilarity;
  const minSimilarity = () => live.minSimilarity(stated());
  const commanded = {
    door,
    vision,
    enrolments: enrolments({ vision, store: siteParts.local, editor, view, minSimilarity, clock }),
    lockdowns: store,
    unseal: (text: string) => sealed.enrolment(text),
    settings,
    audit,
    health: () => healthSummary(reports(), clock),
    clock,
  };
  return new CommandDesk({
    identity,
    ledger: store,
    uplink,
    execute: (command, key) => executeCommand(command, key, { ...commanded, statedSimilarity: stated() }),
    audit,
    clock,
    log,
    clockUnchecked: config.uplink.commandClock === 'unchecked',
  });
}
