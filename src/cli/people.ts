import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { CommandRejected } from '../domain/errors.js';

const pictureTypes = new Set(['.jpg', '.jpeg', '.png', '.webp']);

export interface Batch {
  readonly id: string;
  /** Absent where nobody said it. */
  readonly name?: string;
  readonly pictures: readonly string[];
}

/** `DIR/<id>/*.jpg`, with an optional `name.txt` beside the pictures. @throws CommandRejected `enroll.folder` */
export function peopleOf(folder: string): readonly Batch[] {
  const unusable = (why: string): CommandRejected =>
    new CommandRejected('enroll.folder', `${folder}: ${why}`, {
      remedy:
        'Name a folder that holds one folder for each person, called by the id, with JPEG, PNG or WebP pictures in it.',
    });
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw unusable('there is no such folder');
  const people = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name: id }) => {
      const nameFile = join(folder, id, 'name.txt');
      const name = existsSync(nameFile) ? { name: Buffer.from(readPicture(nameFile)).toString('utf8').trim() } : {};
      const pictures = readdirSync(join(folder, id))
        .filter((file) => pictureTypes.has(extname(file).toLowerCase()))
        .sort()
        .map((file) => join(folder, id, file));
      return { id, ...name, pictures };
    })
    .sort((a, b) => a.id.localeCompare(b.id));
  if (people.length === 0) throw unusable('it holds no folders of people');
  return people;
}

/** @throws CommandRejected `enroll.picture-missing` */
export function readPicture(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new CommandRejected(
      'enroll.picture-missing',
      `${basename(file)} cannot be read: ${(cause as Error).message}`,
      {
        remedy: `Check the path ${file} and its permissions.`,
        cause,
      },
    );
  }
}
