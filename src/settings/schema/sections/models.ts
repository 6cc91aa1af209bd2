import { section } from '../fields.js';
import { filePath } from '../path-fields.js';
import { WrittenPath } from '../written-path.js';

/** Bundles that come with Ostiary, relative to the installed package. */
export const defaultDetector = 'models/detector-wicket';
export const defaultEmbedder = 'models/embedder-ostiary';

export const models = section({
  detector: filePath('Folder of the face detector; the default lies in the installed package').default(
    new WrittenPath(defaultDetector, 'package'),
  ),
  embedder: filePath('Folder of the face embedder; the default lies in the installed package').default(
    new WrittenPath(defaultEmbedder, 'package'),
  ),
}).describe('Model bundles: folders with a bundle.json');
