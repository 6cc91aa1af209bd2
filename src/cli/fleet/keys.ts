import { hostname, userInfo } from 'node:os';
import { Argument, Command, Option } from 'commander';
import { CommandRejected, UsageError } from '../../base/errors.js';
import { fleetKeys, withTerminals } from '../../compose/fleet.js';
import { createKeys } from '../../fleet/create-keys.js';
import { isLive } from '../../fleet/domain/key-rotation.js';
import { revokeKey } from '../../fleet/revoke-key.js';
import { rotateRole } from '../../fleet/rotate-keys.js';
import { namePattern } from '../../protocol/domain/address.js';
import { type Role, roles } from '../../protocol/domain/key-ring.js';
import type { SiteConfig } from '../../settings/site-file/schema.js';
import { deliverCommand, rootOption, rotateGroups } from './group-keys.js';
import { addPushOptions, type PushWords } from './push.js';
import { print, readSite, siteOption } from './site-option.js';

interface Options {
  readonly config: string;
  readonly group?: string[];
  readonly label?: string;
  readonly root?: string;
  readonly publish: boolean;
}

export function keysCommand(): Command {
  const command = new Command('keys').description(
    'manage the signing keys of the site and the gallery keys of its groups',
  );
  const add = (words: string, description: string): Command =>
    command.command(words).description(description).addOption(siteOption());
  const signing = (sub: Command): Command =>
    sub.option(...rootOption).addOption(new Option('--no-publish', 'sign the key ring but do not publish it yet'));
  const label = ['--label <text>', 'owner of the key (default: user@host)'] as const;

  signing(add('create', 'create the missing keys of the site: root, roles, galleries; overwrites nothing'))
    .option(...label)
    .option('--group <names...>', 'also create the keys of these groups')
    .action(async (options: Options) => {
      const site = readSite(options);
      const groups = options.group ?? [];
      const odd = groups.find((group) => !namePattern.test(group));
      if (odd !== undefined) {
        throw new UsageError('keys.group-name', `"${odd}" is not a valid group name`, {
          remedy: 'Use 1 to 64 letters, digits, dashes or underscores.',
        });
      }
      const wish = { groups, label: options.label ?? whose(), rootFile: options.root };
      const { files, ring } = await createKeys(wish, Date.now(), fleetKeys(site));
      for (const file of files) print(`${file}: created`);
      if (files.length === 0) print('all keys exist already');
      else print(advice(site));
      await publish(site, options, ring.version);
    });
  addPushOptions(signing(add('rotate', 'create a new key for a role or for groups; the old key becomes invalid')))
    .addArgument(new Argument('[role]', 'role; the same signature revokes the old key').choices(roles))
    .option(
      '--group <names...>',
      'create new keys for these groups, deliver them to admitted terminals and push snapshots',
    )
    .option(...label)
    .action(async (role: Role | undefined, options: Options & PushWords) => {
      const site = readSite(options);
      const { group: groups } = options;
      if ((role === undefined) === (groups === undefined)) {
        throw new UsageError('keys.rotate', 'nothing to rotate was given', {
          remedy: 'Name a role, or groups with --group.',
        });
      }
      if (role === undefined) return withTerminals(site, (link) => rotateGroups(site, link, groups ?? [], options));
      if (options.dryRun) return print(`${role}: would get a new key; the old one would be revoked`);
      const wish = { label: options.label ?? whose(), rootFile: options.root };
      const { files, ring } = await rotateRole(role, wish, fleetKeys(site).signing);
      for (const file of files) print(`${file}: created; the previous key is revoked`);
      await publish(site, options, ring.version);
      if (role === 'enroller')
        print('Run ostiary fleet push, so that new terminals get manifests signed with this key.');
    });
  signing(add('revoke <id>', 'revoke a key by its id; terminals then refuse it')).action(
    async (id: string, options: Options) => {
      const site = readSite(options);
      const { version } = await revokeKey(id, options.root, fleetKeys(site).signing);
      print(`${id}: revoked`);
      await publish(site, options, version);
    },
  );
  command.addCommand(deliverCommand());
  add('publish', 'publish the key ring that was signed last').action(async (options: Options) => {
    print(`key ring ${await publishRing(readSite(options))} published`);
  });
  add('list', 'print the key ring, one key per line').action((options: Options) => {
    const { signing } = fleetKeys(readSite(options));
    const { version, keys } = signing.ring();
    for (const key of keys) {
      const [role = 'enroller'] = key.roles;
      const here = signing.has(role, key.id) ? 'private part here' : '';
      const state = isLive(key, Date.now()) ? 'valid' : key.revoked ? 'revoked' : 'expired';
      print(
        `${key.id}  ${key.roles.join(',').padEnd(16)} ${state.padEnd(8)} ${key.label.padEnd(24)} ${here}`.trimEnd(),
      );
    }
    process.stderr.write(`key ring ${version}, ${keys.length} keys\n`);
  });
  return command;
}

async function publish(site: SiteConfig, options: Options, version: number): Promise<void> {
  if (version === 0) throw noRing(site);
  if (!options.publish) return print('Not published. Run ostiary fleet keys publish.');
  await publishRing(site);
  print(`key ring ${version} published`);
}

/** @throws CommandRejected `keys.none`; UplinkError */
async function publishRing(site: SiteConfig): Promise<number> {
  const { signing } = fleetKeys(site);
  const signed = signing.signedRing();
  if (signed === undefined) throw noRing(site);
  await withTerminals(site, (link) => link.publishKeyRing(signed));
  return signing.ring().version;
}

function noRing({ keys }: SiteConfig): CommandRejected {
  return new CommandRejected('keys.none', `there is no key ring in ${keys.folder}`, {
    remedy: 'Create the keys of the site: ostiary fleet keys create.',
  });
}

const whose = (): string => `${userInfo().username}@${hostname()}`;

const advice = ({ keys }: SiteConfig): string =>
  `Copy root.pub to each terminal (uplink.rootKeyFile), set its groups there (uplink.groups), and admit it:
ostiary fleet terminals admit NAME --group GROUP --thumbprint (as printed by ostiary key show at the terminal). Keep a copy of ${keys.folder}
in a safe place. Move root.pem there, and name it with --root to create, deliver or revoke keys.`;
