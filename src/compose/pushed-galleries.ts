import { dirname, join } from 'node:path';
import type { Log } from '../base/log.js';
import { readKeyFile } from '../platform/key-file.js';
import { GroupFiles } from '../protocol/files/group-files.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import type { KeyVault } from '../uplink/ports/key-vault.js';

/**
 * Opens the pushed galleries, stored encrypted beside the database, with the keys from files and those that the site delivered since.
 * @throws StoreError (rejects)
 */
export async function openGroups(
  { store, uplink }: Pick<TerminalConfig, 'store' | 'uplink'>,
  vault: KeyVault,
  log: Log,
): Promise<GroupFiles> {
  const groups = uplink.groups.map(({ name, keyFile }) => ({
    name,
    ...(keyFile === undefined ? {} : { key: readKeyFile({ path: keyFile, credential: false }) }),
  }));
  const folder = join(dirname(store.database), 'galleries');
  const galleries = await GroupFiles.open({ folder, site: uplink.site, groups, log });
  const { keys } = await vault.delivered();
  for (const [group, newestFirst] of Object.entries(keys))
    for (const key of newestFirst.toReversed()) await galleries.adopt(group, key);
  return galleries;
}
