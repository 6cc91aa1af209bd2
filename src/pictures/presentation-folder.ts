import { type Dirent, readdirSync, statSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { CommandRejected } from '../base/errors.js';

const pictureTypes = new Set(['.jpg', '.jpeg', '.png', '.webp']);

/** Pictures that show one presentation to a camera, in the order in which they were taken. */
export interface PresentationPictures {
  /** `live`, or the species of attack: the name of the folder. */
  readonly kind: string;
  /** Path below the folder that was given. */
  readonly name: string;
  readonly pictures: readonly string[];
}

/**
 * `DIR/live/**` and `DIR/<species>/**`: each sub-folder with pictures, at any depth, is one presentation, in the order of their names; each
 * picture directly in `live` or a species is one of its own. Hidden files are skipped.
 * @throws CommandRejected `attacks.folder`
 */
export function presentationsOf(folder: string): readonly PresentationPictures[] {
  const kinds = entriesOf(folder).filter((entry) => isFolder(folder, entry));
  if (!kinds.some(({ name }) => name === 'live')) throw unusable(folder, 'has no sub-folder live');
  if (kinds.length < 2) throw unusable(folder, 'has no sub-folder of attacks besides live');
  return kinds.flatMap(({ name: kind }) => {
    const path = join(folder, kind);
    const single = picturesIn(path).map((picture) => ({ kind, name: relative(folder, picture), pictures: [picture] }));
    const sequences = foldersIn(path).flatMap((sub) => sequencesIn(kind, sub, folder));
    if (single.length + sequences.length === 0) throw unusable(path, 'contains no pictures');
    return [...single, ...sequences];
  });
}

function sequencesIn(kind: string, path: string, top: string): readonly PresentationPictures[] {
  const [pictures, folders] = [picturesIn(path), foldersIn(path)];
  // An empty folder would be a presentation that nobody counts.
  if (pictures.length + folders.length === 0) throw unusable(path, 'contains no pictures');
  const own = pictures.length === 0 ? [] : [{ kind, name: relative(top, path), pictures }];
  return [...own, ...folders.flatMap((folder) => sequencesIn(kind, folder, top))];
}

function picturesIn(path: string): readonly string[] {
  return entriesOf(path)
    .filter((entry) => !isFolder(path, entry) && pictureTypes.has(extname(entry.name).toLowerCase()))
    .map(({ name }) => join(path, name));
}

function foldersIn(path: string): readonly string[] {
  return entriesOf(path)
    .filter((entry) => isFolder(path, entry))
    .map(({ name }) => join(path, name));
}

/** By name; numbers in names by their value, so that frame 10 follows frame 9. */
function entriesOf(path: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith('.'))
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const words =
      code === 'ENOENT' ? 'does not exist' : code === 'ENOTDIR' ? 'is not a folder' : `cannot be read: ${message}`;
    throw unusable(path, words, cause);
  }
}

const isFolder = (path: string, entry: Dirent): boolean =>
  entry.isDirectory() ||
  (entry.isSymbolicLink() && statSync(join(path, entry.name), { throwIfNoEntry: false })?.isDirectory() === true);

function unusable(folder: string, why: string, cause?: unknown): CommandRejected {
  return new CommandRejected('attacks.folder', `${folder} ${why}`, {
    remedy:
      'Give a folder with live/ and one sub-folder for each species of attack, such as print/ and phone/. In each of them, one sub-folder with JPEG, PNG or WebP pictures is one presentation.',
    cause,
  });
}
