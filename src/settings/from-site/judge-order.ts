import { CommandRejected } from '../../base/errors.js';
import { type FaultySetting, refusedOrder, type SettingsOrder, type SettingValue } from '../domain/site-settings.js';
import { type LoadOptions, parseConfig } from '../load/load.js';
import { unknownKey } from '../load/unknown-key.js';
import { presentSettings } from '../schema/former-names.js';
import { formatPath } from '../schema/place.js';
import { isRemote, remoteSettings } from '../schema/remote-settings.js';
import type { TerminalConfig } from '../schema/schema.js';
import { nodesAt } from '../schema/schema-tree.js';
import { type Layered, overlaid } from './layered.js';
import { laxities } from './policy-floor.js';
import type { SiteLayer } from './site-layer.js';

/** The terminal that receives an order. */
export interface Ordered {
  /** The technician’s configuration. */
  readonly text: string;
  readonly options: LoadOptions;
  readonly now: Layered;
  /** Threshold of the embedder bundle; undefined until vision has loaded it. */
  readonly statedSimilarity: number | undefined;
}

/**
 * Returns the site's settings after the order. @throws CommandRejected `settings.old`, `policy.*`, or `settings.refused` with all faults
 */
export function judgeOrder(sent: SettingsOrder, terminal: Ordered): SiteLayer {
  const order: SettingsOrder = { ...sent, settings: presentSettings(sent.settings) };
  const { text, options, now } = terminal;
  requireNewer(order, now.layer);
  const names = Object.keys(order.settings);
  const misnamed = names.flatMap((setting): FaultySetting[] => {
    const fault = misplaced(setting, order, now);
    return fault === undefined ? [] : [{ setting, fault }];
  });
  const sound = Object.entries(order.settings).filter(([name]) => !misnamed.some(({ setting }) => setting === name));
  const layer = laidOver(order, Object.fromEntries(sound), now.layer);
  const next = overlaid(text, now.file, options, { layer });
  const faults = [
    ...misnamed,
    ...wrongValues(
      sound.map(([name]) => name),
      next,
    ),
  ];
  if (order.by === 'policy') faults.push(...tooLax(next, terminal));
  if (faults.length === 0) return layer;
  throw refusedOrder(faults);
}

function requireNewer(order: SettingsOrder, { newestPolicy, policy, setAt }: SiteLayer): void {
  if (order.by === 'config-set') {
    if (order.issued > setAt) return;
    throw new CommandRejected('settings.old', 'newer settings of the site are already in use', {
      remedy: 'Read them with config-get, then send a new command.',
    });
  }
  if (order.revision > order.issued) {
    // A stolen key must not allow a revision that no later policy can exceed.
    throw new CommandRejected(
      'policy.revision',
      `revision ${order.revision} is above the policy’s time of issue, ${order.issued}`,
      {
        remedy: 'Choose a revision no higher than the current time in milliseconds since 1970.',
      },
    );
  }
  const again = order.revision === newestPolicy && (policy === undefined || sameSettings(policy.settings, order));
  if (order.revision > newestPolicy || again) return;
  throw new CommandRejected('policy.old', `policy ${order.revision} is not newer than ${newestPolicy}`, {
    remedy: 'Give the policy a higher revision than all earlier ones.',
  });
}

const sameSettings = (present: Readonly<Record<string, SettingValue>>, { settings }: SettingsOrder): boolean => {
  const sorted = (of: object): string => JSON.stringify(Object.entries(of).sort());
  return sorted(present) === sorted(withoutNull(settings));
};

const withoutNull = (settings: SettingsOrder['settings']): Readonly<Record<string, SettingValue>> =>
  Object.fromEntries(Object.entries(settings).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));

function laidOver(order: SettingsOrder, ordered: SettingsOrder['settings'], layer: SiteLayer): SiteLayer {
  if (order.by === 'policy') {
    const { revision } = order;
    return { ...layer, newestPolicy: revision, policy: { revision, settings: withoutNull(ordered) } };
  }
  // Drop settings that only an older version let the site set: the site could no longer remove them.
  const kept = Object.entries(layer.settings).filter(([name]) => isRemote(name, 'config-set'));
  return { ...layer, setAt: order.issued, settings: withoutNull({ ...Object.fromEntries(kept), ...ordered }) };
}

/** Why this command must not or cannot set it, judged by the name alone. */
function misplaced(name: string, { by, settings }: SettingsOrder, now: Layered): CommandRejected | undefined {
  const path = name.split('.');
  const owner = remoteSettings.get(name);
  if (owner === undefined) {
    if (nodesAt(path).length > 0) {
      return new CommandRejected('settings.local', `${name} can only be set at the terminal`, {
        remedy:
          'Leave it out: config-get lists what a site may set. Change other settings at the terminal with ostiary config set.',
      });
    }
    return new CommandRejected('settings.unknown', `${name} ${unknownKey(path.slice(0, -1), path.at(-1) ?? '')}`, {
      remedy: 'Correct the name: config-get lists the settings that a site may set.',
    });
  }
  if (owner !== by) {
    return new CommandRejected('settings.command', `${name} is set by ${owner}, not by ${by}`, {
      remedy: 'Send it with the other command, signed with a key of the matching role.',
    });
  }
  const place = now.places.origin(path);
  if (settings[name] === null || place === undefined || !('variable' in place)) return undefined;
  return new CommandRejected(
    'settings.environment',
    `${name} is fixed by the environment variable ${place.variable} at the terminal`,
    {
      remedy: 'Leave it out, or remove the variable from the daemon’s environment at the terminal.',
    },
  );
}

/** Checks the values with the schema of the file. */
function wrongValues(names: readonly string[], { aside }: Layered): readonly FaultySetting[] {
  const sections = new Set(names.map((name) => name.split('.')[0]));
  const own = aside.filter(({ path }) => sections.has(String(path[0])));
  return own.map(({ path, message, between }) => {
    const setting = formatPath(path);
    const said = `${setting}: ${message}`;
    const fault = between
      ? new CommandRejected('settings.conflict', said, {
          remedy:
            'Set both to values that fit together. config-get shows the values in use; the terminal’s file shows the rest.',
        })
      : new CommandRejected('settings.value', said, {
          remedy: 'Use a value that docs/configuration.md allows, written as in the terminal’s file.',
        });
    return { setting, fault };
  });
}

function tooLax({ config, local, file }: Layered, { options, statedSimilarity }: Ordered): readonly FaultySetting[] {
  const shipped = parseConfig('', file, { ...options, env: {} });
  const stated = <Config extends TerminalConfig>(of: Config): Config =>
    statedSimilarity === undefined
      ? of
      : { ...of, recognition: { minSimilarity: statedSimilarity, ...of.recognition } };
  return laxities(stated(config), stated(local), stated(shipped)).map(({ name, allowed }) => {
    const unknown = name === 'recognition.minSimilarity' && statedSimilarity === undefined;
    const fault = unknown
      ? new CommandRejected('settings.models', `${name}: the terminal has not loaded its embedder yet`, {
          remedy: 'Send it again once the terminal’s info lists its models.',
        })
      : new CommandRejected('settings.lax', `${name} is laxer than a site may set it: ${allowed}`, {
          remedy: 'Choose a stricter value, or loosen the setting at the terminal: ostiary config set.',
        });
    return { setting: name, fault };
  });
}
