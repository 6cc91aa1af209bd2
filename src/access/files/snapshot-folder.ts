import { createPublicKey, type KeyObject } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, StoreError } from '../../base/errors.js';
import { timestamp } from '../../base/units.js';
import { writeWhole } from '../../platform/write-file.js';
import { sealFor, sealJwk } from '../../protocol/wire/sealed.js';
import type { KeptSnapshot } from '../domain/snapshot-retention.js';
import type { SnapshotStore } from '../ports/snapshot-store.js';

const ending = '.jwe';

/** Sealed snapshots as files `<id>.jwe`, mode 0600. */
export function snapshotFolder(folder: string): SnapshotStore {
  const fileOf = (id: string): string => join(folder, `${id}${ending}`);
  return {
    checkKey: (keyFile) => void readKey(keyFile),
    async save(id, jpeg, keyFile) {
      const sealed = await sealFor(sealJwk(readKey(keyFile)), jpeg);
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        await writeWhole(fileOf(id), sealed);
      } catch (cause) {
        throw new StoreError('snapshots.unwritable', `cannot write a snapshot to ${folder}: ${describe(cause)}`, {
          remedy: 'Check that the folder of store.database is writable and has free space.',
          cause,
        });
      }
    },
    kept: () => filesOf(folder).flatMap((name) => keptAs(folder, name)),
    remove: (id) => rmSync(fileOf(id), { force: true }),
  };
}

function filesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(ending));
  } catch {
    return [];
  }
}

/** None if the file was deleted meanwhile. */
function keptAs(folder: string, name: string): readonly KeptSnapshot[] {
  const stat = statSync(join(folder, name), { throwIfNoEntry: false });
  return stat ? [{ id: name.slice(0, -ending.length), writtenAt: timestamp(Math.floor(stat.mtimeMs)) }] : [];
}

function readKey(path: string): KeyObject {
  let cause: unknown;
  try {
    const key = createPublicKey(readFileSync(path));
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  } catch (error) {
    cause = error;
  }
  throw new StoreError('snapshots.key', `${path} holds no public key of snapshots`, {
    remedy: 'Copy snapshots.pub of the site here (ostiary fleet snapshots create-key), or remove liveness.snapshots.',
    ...(cause === undefined ? {} : { cause }),
  });
}
