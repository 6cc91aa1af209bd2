import { CommandRejected } from '../../base/errors.js';
import type { SiteLayer } from './site-layer.js';

/**
 * Without what the technician drops of what the site has set: settings of `config-set` by name, `policy` as a whole, everything where
 * nothing is named. What is older than what was dropped stays refused.
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
    within ? `${name} is part of policy ${policy.revision} of the site` : `the site has not set ${name}`,
    {
      remedy: within
        ? 'A policy is dropped as a whole: ostiary config drop-site policy.'
        : 'See what it has set: ostiary config check.',
    },
  );
}
