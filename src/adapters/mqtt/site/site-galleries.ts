import { createHash, type KeyObject } from 'node:crypto';
import { digestText } from '../../../domain/gallery-manifest.js';
import type { SiteGalleries } from '../../../ports/site-galleries.js';
import { GroupFiles, type GroupFilesOptions } from '../group-files.js';
import { signText } from '../wire/jws.js';
import { packChunks } from '../wire/pack.js';

/** @param enroller the key that signs manifests. @throws StoreError (rejects) */
export async function openSiteGalleries(options: GroupFilesOptions, enroller: () => KeyObject): Promise<SiteGalleries> {
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
