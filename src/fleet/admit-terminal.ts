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
  /** As read at the terminal; undefined: trust the broker. */
  readonly thumbprint: string | undefined;
  readonly dryRun: boolean;
}

export interface Admitted {
  readonly thumbprint: string;
  /** Groups that the terminal’s configuration does not name. */
  readonly unconfigured: readonly string[];
  /** Its former groups, whose keys it has until they are rotated. */
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
 * Admits the terminal with the public encryption key that it publishes.
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
    throw new CommandRejected('fleet.unknown-terminal', `no terminal ${terminal} is known at the broker`, {
      remedy:
        'Set uplink.broker, uplink.rootKeyFile and uplink.groups at the terminal, let it connect once, then admit it.',
    });
  }
  const shown = await thumbprintOf(info.sealKey);
  if (thumbprint !== undefined && thumbprint !== shown) {
    throw new CommandRejected('terminals.thumbprint', `${terminal} has the key ${shown}, not ${thumbprint}`, {
      remedy:
        'Run ostiary key show at the terminal again. If it prints the thumbprint that you gave, the broker presents a different key: check who controls the broker.',
    });
  }
  const before = registry.admissions().find((one) => one.terminal === terminal);
  const delivered = before?.delivered ?? undelivered;
  // The terminal cannot open deliveries encrypted for its old key.
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
