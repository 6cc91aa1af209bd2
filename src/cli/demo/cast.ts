import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ModelError } from '../../domain/errors.js';
import { packageRoot } from '../../version.js';

/** Somebody of the demo's cast: pictures to enrol with, and another one to walk up with. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly enrolWith: readonly string[];
  readonly walkWith: string;
}

/** The pictures are of real people, so the demo gives them names of its own. */
const names = [
  'Ada',
  'Ben',
  'Cleo',
  'Dag',
  'Edda',
  'Finn',
  'Gwen',
  'Hugo',
  'Iris',
  'Jonas',
  'Kaja',
  'Leo',
  'Mira',
  'Nils',
  'Olga',
  'Pavel',
];

/** Where public models and pictures lie, by OSTIARY_SHARED. @throws ModelError `demo.no-pictures` */
export function sharedFolder(env: Readonly<Record<string, string | undefined>>): string {
  const folder = resolve(env.OSTIARY_SHARED ?? join(packageRoot, '..', 'shared'));
  if (existsSync(join(folder, 'data', 'lfw-dev')) && existsSync(join(folder, 'models'))) return folder;
  throw new ModelError('demo.no-pictures', `the demo finds neither models nor pictures in ${folder}`, {
    remedy:
      'Ostiary ships no models of its own yet: set OSTIARY_SHARED to the folder of public models and face pictures (models/, data/lfw-dev/).',
  });
}

/** People with at least three pictures, always the same ones in the same order. */
export function cast(shared: string): readonly Actor[] {
  const root = join(shared, 'data', 'lfw-dev');
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(root, entry.name))
    .sort()
    .map((folder) =>
      readdirSync(folder)
        .filter((f) => f.endsWith('.jpg'))
        .sort()
        .map((f) => join(folder, f)),
    )
    .filter((pictures) => pictures.length >= 4)
    .slice(0, names.length)
    .map(([a = '', b = '', c = '', walkWith = ''], i) => {
      const name = names[i] ?? `Guest ${i}`;
      return { id: name.toLowerCase(), name, enrolWith: [a, b, c], walkWith };
    });
}
