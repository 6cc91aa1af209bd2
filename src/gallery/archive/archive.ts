import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, statSync, writeSync } from 'node:fs';
import { StoreError } from '../../base/errors.js';
import { replaceFile } from '../../platform/write-file.js';
import type { Embedding } from '../../vision/domain/embedding.js';
import type { Person } from '../domain/gallery.js';

/**
 * A gallery in a file: a line with the format and a random archive id, one AES-256-GCM sealed line per person, and a sealed end. Each line
 * is bound to its place and its archive, so that nothing can be removed, swapped or added.
 */
const format = 'ostiary-gallery-1';

export interface ArchivedPerson {
  readonly person: Person;
  readonly templates: readonly Embedding[];
}

interface Source {
  people(): readonly Person[];
  templatesOf(person: string): readonly Embedding[];
}

interface Entry {
  readonly person?: Person;
  readonly templates?: readonly { readonly space: string; readonly dimension: number; readonly values: string }[];
  readonly end?: true;
}

/**
 * Writes all people atomically to a new file, or over an older archive. @throws StoreError (rejects) `archive.unwritable`,
 * `archive.occupied` if another file, such as the database, is there.
 */
export async function exportArchive(
  source: Source,
  key: KeyObject,
  path: string,
  onPerson: (id: string) => void,
): Promise<number> {
  const id = randomBytes(16).toString('hex');
  let line = 0;
  try {
    if (!replaceable(path)) throw occupied(path);
    await replaceFile(path, (file) => {
      const put = (entry: Entry): unknown =>
        writeSync(file.fd, `${sealLine(entry, `${format} ${id} ${line++}`, key)}\n`);
      writeSync(file.fd, `${format} ${id}\n`);
      for (const person of source.people()) {
        const templates = source.templatesOf(person.id).map(({ space, values }) => ({
          space: space.id,
          dimension: space.dimension,
          values: Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64'),
        }));
        put({ person, templates });
        onPerson(person.id);
      }
      put({ end: true });
    });
    return line - 1;
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw new StoreError('archive.unwritable', `cannot write ${path}: ${(cause as Error).message}`, {
      remedy: 'Choose an existing, writable folder with free space.',
      cause,
    });
  }
}

function replaceable(path: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return true;
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(format.length);
    readSync(file, start, 0, start.length, 0);
    return start.toString('latin1') === format;
  } finally {
    closeSync(file);
  }
}

function occupied(path: string): StoreError {
  return new StoreError('archive.occupied', `${path} exists and is not a gallery archive`, {
    remedy: 'Choose another file name: only an older archive is overwritten.',
  });
}

/** All people in the archive, after checking all of it. @throws StoreError `archive.unreadable`, `archive.not-ours`, `archive.damaged` */
export function importArchive(key: KeyObject, path: string): readonly ArchivedPerson[] {
  const [header = '', ...lines] = read(path).split('\n');
  if (!/^ostiary-gallery-1 [0-9a-f]{32}$/.test(header)) {
    throw new StoreError('archive.not-ours', `${path} is not a gallery archive`, {
      remedy: 'Give a file created by `ostiary gallery export`.',
    });
  }
  const people: ArchivedPerson[] = [];
  for (const [i, text] of lines.entries()) {
    const entry = openLine(text, `${header} ${i}`, key);
    if (entry === undefined) {
      throw new StoreError(
        'archive.damaged',
        `${path}:${i + 2} cannot be decrypted: it was altered or truncated, or encrypted with another key`,
        {
          remedy: 'Check that store.keyFile is the key of the terminal that created the archive, or export it again.',
        },
      );
    }
    if (entry.end) return people;
    if (entry.person && entry.templates)
      people.push({ person: entry.person, templates: entry.templates.map(toEmbedding) });
  }
  throw new StoreError('archive.damaged', `${path} is truncated`, { remedy: 'Export the archive again.' });
}

function toEmbedding(stored: {
  readonly space: string;
  readonly dimension: number;
  readonly values: string;
}): Embedding {
  const bytes = Buffer.from(stored.values, 'base64');
  const values = new Float32Array(new Uint8Array(bytes).buffer);
  return { space: { id: stored.space, dimension: stored.dimension }, values };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StoreError('archive.unreadable', `cannot read ${path}: ${(cause as Error).message}`, {
      remedy: 'Check the path and its permissions.',
      cause,
    });
  }
}

function sealLine(entry: Entry, place: string, key: KeyObject): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
  return Buffer.concat([
    nonce,
    cipher.update(JSON.stringify(entry), 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ]).toString('base64');
}

function openLine(text: string, place: string, key: KeyObject): Entry | undefined {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length < 28) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(place));
    decipher.setAuthTag(bytes.subarray(-16));
    return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8'));
  } catch {
    return undefined;
  }
}
