import { expandShared } from '../load/environment.js';
import { complete } from '../load/form.js';
import { type LoadOptions, readConfigText } from '../load/load.js';
import { readYaml } from '../load/read-yaml.js';
import { invalid } from '../load/report.js';
import { type SiteConfig, siteForm } from './schema.js';

export const defaultSiteFile = '/etc/ostiary-site/site.yaml';

/**
 * Reads, completes and validates the configuration of a site. @throws ConfigError `config.missing`, `config.unreadable`, `config.invalid`
 * with all errors
 */
export function loadSite(file: string, { env, packageRoot }: LoadOptions): SiteConfig {
  const read = readYaml(readConfigText(file));
  if (read.value === undefined) throw invalid(file, read.faults, siteForm.example);
  return complete(siteForm, expandShared(read, env), file, packageRoot);
}
