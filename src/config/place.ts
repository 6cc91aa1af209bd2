import { shown } from './shown.js';

/** Where a setting stands in the tree of settings: keys, and indexes within lists. */
export type SettingPath = readonly (string | number)[];

/** Where a setting was written. */
export type Place = { readonly line: number } | { readonly variable: string };

export interface Fault {
  readonly place: Place;
  /** Empty for a fault of the file as a whole. */
  readonly path: SettingPath;
  readonly message: string;
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

  /** The place of a setting, or of the nearest one around it that was written; line 1 where none was. */
  find(path: SettingPath): Place {
    for (let length = path.length; length >= 0; length--) {
      const place = this.#places.get(JSON.stringify(path.slice(0, length)));
      if (place !== undefined) return place;
    }
    return { line: 1 };
  }
}
