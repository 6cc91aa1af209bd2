import { CommandRejected } from '../base/errors.js';
import type { SealKey } from '../protocol/domain/group-keys.js';
import { addressed } from './ask-terminals.js';
import { hasChanged, undelivered } from './domain/admission.js';
import type { FleetLink } from './ports/fleet-link.js';
import type { GalleryKeys } from './ports/gallery-keys.js';
import type { TerminalRegistry } from './ports/terminal-registry.js';

export interface AdmissionWish {
  readonly terminal: string;
  readonly groups: readonly string[];
  /** As compared at the terminal; undefined: the broker is believed. */
  readonly thumbprint: string | undefined;
  readonly dryRun: boolean;
}

export interface Admitted {
  readonly thumbprint: string;
  /** Groups that the terminal’s configuration does not name. */
  readonly unconfigured: readonly string[];
  /** Groups that it was in before: it has their keys until these are rotated. */
  readonly left: readonly string[];
}

interface Dependencies {
  readonly link: Pick<FleetLink, 'listen'>;
  readonly registry: Pick<TerminalRegistry, 'admissions' | 'put'>;
  readonly galleries: Pick<GalleryKeys, 'require'>;
  /** As `ostiary key show` prints it at the terminal. */
  readonly thumbprintOf: (key: SealKey) => Promise<string>;
}

/**
 * Remembers the terminal by the seal key that it shows.
 * @throws CommandRejected `keys.no-group`, `fleet.unknown-terminal`, `terminals.thumbprint`; StoreError, UplinkError (rejects)
 */
export async function admitTerminal(
  { terminal, groups, thumbprint, dryRun }: AdmissionWish,
  { link, registry, galleries, thumbprintOf }: Dependencies,
): Promise<Admitted> {
  for (const group of groups) galleries.require(group);
  const [row] = await addressed(terminal, { link });
  const info = row?.info;
  if (info === undefined) {
    throw new CommandRejected('fleet.unknown-terminal', `the broker knows no terminal ${terminal}`, {
      remedy: 'Let it connect once, with uplink.broker, uplink.rootKeyFile and its uplink.groups set, then admit it.',
    });
  }
  const shown = await thumbprintOf(info.sealKey);
  if (thumbprint !== undefined && thumbprint !== shown) {
    throw new CommandRejected('terminals.thumbprint', `${terminal} shows the key ${shown}, not ${thumbprint}`, {
      remedy:
        'Run ostiary key show at the terminal. Where it prints what you gave, the broker shows a key of somebody else.',
    });
  }
  const before = registry.admissions().find((one) => one.terminal === terminal);
  const delivered = before?.delivered ?? undelivered;
  // What was sealed for another key, this terminal cannot open.
  const isNew = before === undefined || hasChanged(before, info.sealKey);
  const admission = {
    terminal,
    sealKey: info.sealKey,
    groups,
    delivered: isNew ? { ...delivered, keys: {} } : delivered,
  };
  if (!dryRun) registry.put(admission);
  return {
    thumbprint: shown,
    unconfigured: groups.filter((group) => !info.groups.includes(group)),
    left: (before?.groups ?? []).filter((group) => !groups.includes(group)),
  };
}
