import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { CommandRejected } from '../base/errors.js';
import { readPicture } from './picture-file.js';

const pictureTypes = new Set(['.jpg', '.jpeg', '.png', '.webp']);

/** Somebody, and the files that show them. */
export interface PersonPictures {
  readonly id: string;
  /** Absent if not given. */
  readonly name?: string;
  readonly pictures: readonly string[];
  /** Why this person's folder cannot be used; the others remain usable. */
  readonly fault?: CommandRejected;
}

/** `DIR/<id>/*.jpg`, with an optional `name.txt` beside the pictures; hidden files are skipped. @throws CommandRejected `enroll.folder` */
export function peopleOf(folder: string): readonly PersonPictures[] {
  const people = visible(folder, (id) => statSync(join(folder, id), { throwIfNoEntry: false })?.isDirectory()).map(
    (id) => picturesOf(id, join(folder, id)),
  );
  if (people.length === 0) throw unusable(folder, 'contains no folders of people');
  return people;
}

function picturesOf(id: string, folder: string): PersonPictures {
  try {
    const files = visible(folder);
    const pictures = files.filter((file) => pictureTypes.has(extname(file).toLowerCase()));
    if (pictures.length === 0) throw unusable(folder, 'contains no pictures');
    const name = files.includes('name.txt')
      ? {
          name: Buffer.from(readPicture(join(folder, 'name.txt')))
            .toString('utf8')
            .trim(),
        }
      : {};
    return { id, ...name, pictures: pictures.map((file) => join(folder, file)) };
  } catch (fault) {
    if (fault instanceof CommandRejected) return { id, pictures: [], fault };
    throw fault;
  }
}

function visible(folder: string, wanted: (name: string) => boolean | undefined = () => true): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith('.') && wanted(name))
      .sort();
  } catch (cause) {
    throw unusable(folder, (cause as Error).message, cause);
  }
}

function unusable(folder: string, why: string, cause?: unknown): CommandRejected {
  return new CommandRejected('enroll.folder', `${folder}: ${why}`, {
    remedy: 'Give a folder with one subfolder per person, named by the id, that contains JPEG, PNG or WebP pictures.',
    cause,
  });
}
