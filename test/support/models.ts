import { join } from 'node:path';
import { demoModels } from '../../src/demo/models.js';
import { root } from './places.js';

/** The bundles that tests run on: as in the demo, the public ones where they are, else those that ship with Ostiary. */
export const models = await demoModels(join(root, 'models'), {
  detector: join(root, 'models/public-yunet-s'),
  embedder: join(root, 'models/public-mbf'),
}).catch(() => undefined);
