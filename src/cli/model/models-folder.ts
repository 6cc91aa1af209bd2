import { join } from 'node:path';
import { Option } from 'commander';
import { packageRoot } from '../../version.js';

/** `--models FOLDER`: where bundles are installed. */
export function modelsOption(): Option {
  return new Option('--models <folder>', 'folder of the installed bundles').default(join(packageRoot, 'models'));
}
