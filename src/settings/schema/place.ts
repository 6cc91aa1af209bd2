import type { Remote } from './fields.js';
import { shown } from './shown.js';

/** Path of a setting in the tree: keys, and indexes within lists. */
export type SettingPath = readonly (string | number)[];

/** Where a setting was written: in the file, in the environment, or by the site. */
export type Place = { readonly line: number } | { readonly variable: string } | { readonly by: Remote };

export interface Fault {
  readonly place: Place;
  /** Empty for an error of the whole file. */
  readonly path: SettingPath;
  readonly message: string;
  /** Whether it depends on another setting. */
  readonly between?: true;
}

/** `camera.files[0]` */
export function formatPath(path: SettingPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? shown(step) : `${text}.${shown(step)}`;
  }, '');
}

/** Remembers where each setting was written. */
export class Places {
  readonly #places = new Map<string, Place>();

  set(path: SettingPath, place: Place): void {
    this.#places.set(JSON.stringify(path), place);
  }

  /** The origin of a setting's value: where it was written, or the variable that holds its section; undefined for a default. */
  origin(path: SettingPath): Place | undefined {
    const own = this.#places.get(JSON.stringify(path));
    const around = this.find(path);
    return own ?? ('variable' in around ? around : undefined);
  }

  /** The place of a setting, or of the nearest enclosing one that was written; line 1 if none was. */
  find(path: SettingPath): Place {
    for (let length = path.length; length >= 0; length--) {
      const place = this.#places.get(JSON.stringify(path.slice(0, length)));
      if (place !== undefined) return place;
    }
    return { line: 1 };
  }
}
