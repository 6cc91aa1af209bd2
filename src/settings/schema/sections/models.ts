import { section } from '../fields.js';
import { filePath } from '../path-fields.js';
import { WrittenPath } from '../written-path.js';

/** Bundles shipped with Ostiary, relative to the installed package. */
export const defaultDetector = 'models/detector-wicket';
export const defaultEmbedder = 'models/embedder-ostiary';
export const defaultPad = 'models/pad-ostiary';

export const models = section({
  detector: filePath('Folder of the face detector (default: the one installed with Ostiary)').default(
    new WrittenPath(defaultDetector, 'package'),
  ),
  embedder: filePath('Folder of the face embedder (default: the one installed with Ostiary)').default(
    new WrittenPath(defaultEmbedder, 'package'),
  ),
  pad: filePath('Folder of the passive liveness model (default: the one installed with Ostiary)').default(
    new WrittenPath(defaultPad, 'package'),
  ),
}).describe('Model bundles: folders that contain a bundle.json');
