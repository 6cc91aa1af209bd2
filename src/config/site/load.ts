import { expandShared } from '../environment.js';
import { complete } from '../form.js';
import { type LoadOptions, readConfigText } from '../load.js';
import { readYaml } from '../read-yaml.js';
import { invalid } from '../report.js';
import { type SiteConfig, siteForm } from './schema.js';

export const defaultSiteFile = '/etc/ostiary-site/site.yaml';

/** Reads, completes and validates the configuration of a site. @throws ConfigError `config.missing`, `config.unreadable`, `config.invalid` with all faults */
export function loadSite(file: string, { env, packageRoot }: LoadOptions): SiteConfig {
  const read = readYaml(readConfigText(file));
  if (read.value === undefined) throw invalid(file, read.faults, siteForm.example);
  return complete(siteForm, expandShared(read, env), file, packageRoot);
}
