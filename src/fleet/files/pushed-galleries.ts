import { createHash, type KeyObject } from 'node:crypto';
import { digestText } from '../../gallery/domain/gallery-manifest.js';
import { GroupFiles, type GroupFilesOptions } from '../../protocol/files/group-files.js';
import { signText } from '../../protocol/wire/jws.js';
import { packChunks } from '../../protocol/wire/pack.js';
import type { PushedGalleries } from '../ports/pushed-galleries.js';

/** @param enroller the key that signs manifests. @throws StoreError (rejects) */
export async function openPushedGalleries(
  options: GroupFilesOptions,
  enroller: () => KeyObject,
): Promise<PushedGalleries> {
  const files = await GroupFiles.open(options);
  return {
    groups: files.groups,
    keyId: (group) => files.keyId(group),
    present: (group) => files.present(group),
    keep: (group, chunk, bytes) => files.keep(group, chunk, bytes),
    open: (manifest) => files.open(manifest),
    activate: (manifest, signed) => files.activate(manifest, signed),
    read: (group, chunk) => files.read(group, chunk),
    pack: (group, { put, removed }, space) => packChunks(put, removed, space, files.seal(group)),
    digest: (chunks) => createHash('sha256').update(digestText(chunks)).digest('hex'),
    sign: (manifest) => signText(manifest, 'ostiary-gallery', enroller()),
  };
}
