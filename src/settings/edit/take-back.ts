import { TerminalError } from '../../base/errors.js';
import { withoutSite } from '../from-site/drop-site.js';
import type { Layered } from '../from-site/layered.js';
import { layerText, siteLayerFile } from '../from-site/site-layer.js';
import { writeConfig } from './write-config.js';

/**
 * Takes back what the site has set: settings by name, policy as a whole, or everything.
 * @param askDaemon has a running daemon do it; rejects with `control.no-daemon` where none runs
 */
export async function takeBack(
  { local, layer }: Layered,
  settings: readonly string[],
  askDaemon: (path: string) => Promise<unknown>,
): Promise<void> {
  const query = new URLSearchParams(settings.map((name): [string, string] => ['setting', name]));
  try {
    await askDaemon(`/config/drop-site?${query}`);
  } catch (error) {
    if (!(error instanceof TerminalError) || error.code !== 'control.no-daemon') throw error;
    // As the daemon would: it finds what is left when it starts.
    await writeConfig(siteLayerFile(local), layerText(withoutSite(layer, settings)));
  }
}
