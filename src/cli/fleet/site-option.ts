import { Option } from 'commander';
import { defaultSiteFile, loadSite } from '../../settings/site-file/load.js';
import type { SiteConfig } from '../../settings/site-file/schema.js';
import { packageRoot } from '../../version.js';

/** `--config FILE`, or OSTIARY_SITE. */
export function siteOption(): Option {
  return new Option('-c, --config <file>', 'site configuration file').env('OSTIARY_SITE').default(defaultSiteFile);
}

/** @throws ConfigError */
export function readSite({ config }: { readonly config: string }): SiteConfig {
  return loadSite(config, { env: process.env, packageRoot });
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
