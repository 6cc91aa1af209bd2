import { CommandRejected } from '../../base/errors.js';
import { type FaultySetting, refusedOrder, type SettingsOrder, type SettingValue } from '../domain/site-settings.js';
import { type LoadOptions, parseConfig } from '../load/load.js';
import { unknownKey } from '../load/unknown-key.js';
import { formatPath } from '../schema/place.js';
import { isRemote, remoteSettings } from '../schema/remote-settings.js';
import type { TerminalConfig } from '../schema/schema.js';
import { nodesAt } from '../schema/schema-tree.js';
import { type Layered, layered } from './layered.js';
import { laxities } from './policy-floor.js';
import type { SiteLayer } from './site-layer.js';

/** The terminal that an order is for. */
export interface Ordered {
  /** The technician’s configuration. */
  readonly text: string;
  readonly options: LoadOptions;
  readonly now: Layered;
  /** The similarity that the embedder bundle states; undefined until vision has loaded it. */
  readonly statedSimilarity: number | undefined;
}

/** What the site has set once it is obeyed. @throws CommandRejected `settings.old`, `policy.*`, or `settings.refused` with all faults */
export function judgeOrder(order: SettingsOrder, terminal: Ordered): SiteLayer {
  const { text, options, now } = terminal;
  requireNewer(order, now.layer);
  const names = Object.keys(order.settings);
  const misnamed = names.flatMap((setting): FaultySetting[] => {
    const fault = misplaced(setting, order, now);
    return fault === undefined ? [] : [{ setting, fault }];
  });
  const sound = Object.entries(order.settings).filter(([name]) => !misnamed.some(({ setting }) => setting === name));
  const layer = laidOver(order, Object.fromEntries(sound), now.layer);
  const next = layered(text, now.file, options, { layer });
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
    throw new CommandRejected('settings.old', 'settings that were ordered later are in use', {
      remedy: 'See config-get for them, then order anew.',
    });
  }
  if (order.revision > order.issued) {
    // Nobody, with a stolen key, is to give a revision that no policy after it can exceed.
    throw new CommandRejected(
      'policy.revision',
      `revision ${order.revision} is above ${order.issued}, when it was issued`,
      {
        remedy: 'Take a revision that is at most the milliseconds since 1970.',
      },
    );
  }
  const again = order.revision === newestPolicy && (policy === undefined || sameSettings(policy.settings, order));
  if (order.revision > newestPolicy || again) return;
  throw new CommandRejected('policy.old', `policy ${order.revision} is not newer than ${newestPolicy}`, {
    remedy: 'Give the policy a higher revision than every one before it.',
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
  // What an older version had let the site set is dropped: the site could not take it back.
  const kept = Object.entries(layer.settings).filter(([name]) => isRemote(name, 'config-set'));
  return { ...layer, setAt: order.issued, settings: withoutNull({ ...Object.fromEntries(kept), ...ordered }) };
}

/** Why this command may not set it, or cannot: known by its name alone. */
function misplaced(name: string, { by, settings }: SettingsOrder, now: Layered): CommandRejected | undefined {
  const path = name.split('.');
  const owner = remoteSettings.get(name);
  if (owner === undefined) {
    if (nodesAt(path).length > 0) {
      return new CommandRejected('settings.local', `${name} is set at the terminal alone`, {
        remedy: 'See config-get for what a site may set; the technician changes the rest: ostiary config set.',
      });
    }
    return new CommandRejected('settings.unknown', `${name} ${unknownKey(path.slice(0, -1), path.at(-1) ?? '')}`, {
      remedy: 'See config-get for what a site may set, with its names.',
    });
  }
  if (owner !== by) {
    return new CommandRejected('settings.command', `${name} is set by ${owner}, not by ${by}`, {
      remedy: 'Send it with the other command, signed by a key of the role for that.',
    });
  }
  const place = now.places.origin(path);
  if (settings[name] === null || place === undefined || !('variable' in place)) return undefined;
  return new CommandRejected('settings.environment', `${name} is fixed by ${place.variable} at the terminal`, {
    remedy: 'Leave it out, or have the technician remove the variable from the environment of the daemon.',
  });
}

/** By the same schema as for the file. */
function wrongValues(names: readonly string[], { aside }: Layered): readonly FaultySetting[] {
  const sections = new Set(names.map((name) => name.split('.')[0]));
  const own = aside.filter(({ path }) => sections.has(String(path[0])));
  return own.map(({ path, message, between }) => {
    const setting = formatPath(path);
    const said = `${setting}: ${message}`;
    const fault = between
      ? new CommandRejected('settings.conflict', said, {
          remedy:
            'Set both so that they fit; see config-get for what is in use, and the file of the terminal for the rest.',
        })
      : new CommandRejected('settings.value', said, {
          remedy: 'Give a value as docs/configuration.md says, written as in the file of the terminal.',
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
      ? new CommandRejected('settings.models', `${name}: it is not known yet what the embedder states`, {
          remedy: 'Send it again when info names the models of the terminal.',
        })
      : new CommandRejected('settings.lax', `${name} is laxer than allowed from afar: ${allowed}`, {
          remedy: 'Keep to that; only a technician at the terminal makes it laxer: ostiary config set.',
        });
    return { setting: name, fault };
  });
}
