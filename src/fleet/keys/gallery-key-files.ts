import type { KeyObject } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CommandRejected } from '../../base/errors.js';
import { createKeyFile, readKeyFile, replaceKeyFile } from '../../platform/key-file.js';
import type { SealKey } from '../../protocol/domain/group-keys.js';
import { groupKeyId } from '../../protocol/wire/chunk-seal.js';
import { sealFor } from '../../protocol/wire/sealed.js';
import type { Delivery, GalleryKeys } from '../ports/gallery-keys.js';
import type { RootKey } from '../ports/signing-keys.js';

/** The keys of galleries as files: `gallery.key`, and `groups/<name>.key` for each group. */
export class GalleryKeyFiles implements GalleryKeys {
  readonly masterFile: string;
  readonly #groupsFolder: string;
  readonly #site: string;

  constructor(folder: string, site: string) {
    this.masterFile = join(folder, 'gallery.key');
    this.#groupsFolder = join(folder, 'groups');
    this.#site = site;
  }

  groups(): readonly string[] {
    if (!existsSync(this.#groupsFolder)) return [];
    return readdirSync(this.#groupsFolder)
      .filter((name) => name.endsWith('.key'))
      .map((name) => name.slice(0, -4))
      .sort();
  }

  ids(): ReadonlyMap<string, string> {
    return new Map(this.groups().map((group) => [group, groupKeyId(this.read(group))]));
  }

  /** @throws CommandRejected `keys.no-group`; StoreError `key.*` */
  read(group: string): KeyObject {
    const path = this.#groupFile(group);
    if (existsSync(path)) return readKeyFile({ path, credential: false });
    throw new CommandRejected('keys.no-group', `there is no group ${group}: ${path} is missing`, {
      remedy: `Make its key, and give it to the terminals of the group: ostiary fleet keys create --group ${group}`,
    });
  }

  require(group: string): void {
    this.read(group);
  }

  createMaster(): string | undefined {
    return create(this.masterFile);
  }

  createGroup(group: string): string | undefined {
    return create(this.#groupFile(group));
  }

  replaceGroup(group: string): Promise<void> {
    return replaceKeyFile(this.#groupFile(group));
  }

  async deliveryOf({ terminal, version, groups }: Delivery, sealKey: SealKey, root: RootKey): Promise<string> {
    const keys = groups.map(async (group) => ({ group, sealed: await sealFor(sealKey, this.read(group).export()) }));
    return root.sign({ site: this.#site, terminal, version, keys: await Promise.all(keys) }, 'ostiary-group-keys');
  }

  #groupFile(group: string): string {
    return join(this.#groupsFolder, `${group}.key`);
  }
}

function create(path: string): string | undefined {
  if (existsSync(path)) return undefined;
  createKeyFile(path);
  return path;
}
