import { CommandRejected } from '../base/errors.js';
import { addressed } from './ask-terminals.js';
import type { FleetLink } from './ports/fleet-link.js';
import type { GalleryKeys } from './ports/gallery-keys.js';
import type { SigningKeys } from './ports/signing-keys.js';
import type { TerminalRegistry } from './ports/terminal-registry.js';

export interface Dismissal {
  readonly terminal: string;
  readonly rootFile: string | undefined;
  readonly dryRun: boolean;
}

interface Dependencies {
  readonly link: Pick<FleetLink, 'listen' | 'forget'>;
  readonly registry: Pick<TerminalRegistry, 'admissions' | 'remove'>;
  readonly signing: Pick<SigningKeys, 'root'>;
  readonly galleries: Pick<GalleryKeys, 'ids'>;
}

/**
 * Removes a terminal, here and at the broker. @returns The groups whose keys it may have.
 * @throws CommandRejected `fleet.unknown-terminal`; StoreError, UplinkError (rejects)
 */
export async function dismissTerminal(
  { terminal, rootFile, dryRun }: Dismissal,
  { link, registry, signing, galleries }: Dependencies,
): Promise<readonly string[]> {
  // Before anything is changed: without the root key nobody would get the new keys.
  signing.root(rootFile);
  const [row] = await addressed(terminal, { link });
  const admission = registry.admissions().find((one) => one.terminal === terminal);
  if (row === undefined && admission === undefined) {
    throw new CommandRejected('fleet.unknown-terminal', `no terminal ${terminal} is known`, {
      remedy: 'Run ostiary fleet terminals list or ostiary fleet status to see the names.',
    });
  }
  // Include the groups it reports itself: it may have got a key as a file.
  const groups = new Set([...(admission?.groups ?? []), ...(row?.info?.groups ?? [])]);
  if (!dryRun) {
    registry.remove(terminal);
    await link.forget(terminal);
  }
  const known = galleries.ids();
  return [...groups].filter((group) => known.has(group)).sort();
}
