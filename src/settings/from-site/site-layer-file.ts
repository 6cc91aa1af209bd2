import { chownSync, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { rewriteWhole } from '../../platform/write-file.js';
import type { TerminalConfig } from '../schema/schema.js';
import { layerText, readSiteLayer, siteLayerFile } from './site-layer.js';

/** What the site has set over the configuration of a terminal whose daemon is stopped. */
export function openSiteLayerFile(config: Pick<TerminalConfig, 'store'>) {
  const path = siteLayerFile(config);
  return {
    exists: (): boolean => existsSync(path),
    text: (): string => layerText(readSiteLayer(path).layer),
    /** For the daemon, which owns the folder. */
    async write(text: string): Promise<void> {
      await rewriteWhole(path, text);
      const { uid, gid } = statSync(dirname(path));
      if (process.getuid?.() === 0) chownSync(path, uid, gid);
    },
  };
}
