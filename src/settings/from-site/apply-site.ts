import { assigned, type Written } from '../load/read-yaml.js';
import type { Override } from './site-layer.js';

/** Applies the site's settings on top of those in the file. */
export function applySite(written: Written, overrides: readonly Override[]): Written {
  const { places, faults } = written;
  let { value } = written;
  for (const { name, value: wanted, by } of overrides) {
    const path = name.split('.');
    places.set(path, { by });
    value = assigned(value, path, wanted);
  }
  return { value, places, faults };
}
