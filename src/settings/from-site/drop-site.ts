import { CommandRejected } from '../../base/errors.js';
import type { SiteLayer } from './site-layer.js';

/**
 * Removes settings of the site: those of `config-set` by name, `policy` as a whole, or everything if nothing is named. Older orders of the
 * site stay refused.
 * @throws CommandRejected `settings.not-set`
 */
export function withoutSite({ policy, settings, ...rest }: SiteLayer, names: readonly string[]): SiteLayer {
  if (names.length === 0) return { ...rest, settings: {} };
  const left = { ...settings };
  for (const name of names) {
    if (Object.hasOwn(left, name)) delete left[name];
    else if (name !== 'policy' || policy === undefined) throw notSet(name, policy);
  }
  return { ...rest, settings: left, ...(policy === undefined || names.includes('policy') ? {} : { policy }) };
}

function notSet(name: string, policy: SiteLayer['policy']): CommandRejected {
  const within = policy !== undefined && Object.hasOwn(policy.settings, name);
  return new CommandRejected(
    'settings.not-set',
    within ? `${name} is set by the site’s policy ${policy.revision}` : `the site has not set ${name}`,
    {
      remedy: within
        ? 'Drop the whole policy: ostiary config drop-site policy.'
        : 'List what the site has set: ostiary config check.',
    },
  );
}
