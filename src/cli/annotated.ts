import { Document, isScalar } from 'yaml';
import type { Layered } from '../settings/from-site/layered.js';
import type { Place } from '../settings/schema/place.js';
import { type Setting, treeOf } from '../settings/schema/settings.js';

/** As YAML, with where each setting comes from. */
export function annotated(settings: readonly Setting[], { places }: Layered): string {
  const document = new Document(treeOf(settings));
  for (const { path } of settings) {
    const place = places.origin(path);
    const node = document.getIn(path, true);
    if (place !== undefined && isScalar(node)) node.comment = ` ${written(place)}`;
  }
  return document.toString({ lineWidth: 0 });
}

/** Where a setting comes from, for a person. */
function written(place: Place): string {
  if ('line' in place) return `line ${place.line}`;
  return 'variable' in place ? place.variable : `the site, ${place.by}`;
}
