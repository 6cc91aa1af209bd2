import { existsSync } from 'node:fs';
import { Argument, Command, Option } from 'commander';
import { createKeys, publishKeys, revokeKey, rotateRole, siteKeys } from '../../compose-fleet.js';
import type { SiteConfig } from '../../config/site/schema.js';
import { namePattern } from '../../domain/address.js';
import { CommandRejected, UsageError } from '../../domain/errors.js';
import { type Role, roles } from '../../domain/key-ring.js';
import { isLive } from '../../domain/key-rotation.js';
import { print, readSite, siteOption } from './site-option.js';

interface Options {
  readonly config: string;
  readonly group?: string[];
  readonly label?: string;
  readonly root?: string;
  readonly publish: boolean;
}

export function keysCommand(): Command {
  const command = new Command('keys').description('the keys that terminals obey, and those of the galleries');
  const add = (words: string, description: string): Command =>
    command.command(words).description(description).addOption(siteOption());
  const signing = (sub: Command): Command =>
    sub
      .option('--root <file>', 'private root key, where it is kept elsewhere')
      .addOption(new Option('--no-publish', 'sign the key ring, and give it to the terminals later'));
  const label = ['--label <text>', 'whose key it is (default: user@host)'] as const;

  signing(add('create', 'make the keys that the site lacks: root, roles, galleries; nothing is overwritten'))
    .option(...label)
    .option('--group <names...>', 'also the keys of these groups')
    .action(async (options: Options) => {
      const site = readSite(options);
      const groups = options.group ?? [];
      const odd = groups.find((group) => !namePattern.test(group));
      if (odd !== undefined) {
        throw new UsageError('keys.group-name', `"${odd}" is no name of a group`, {
          remedy: 'Use 1 to 64 letters, digits, dashes or underscores.',
        });
      }
      const { files, ring } = await createKeys(site, { groups, label: options.label, rootFile: options.root });
      for (const file of files) print(`${file}: created`);
      if (files.length === 0) print('every key is there');
      else print(advice(site));
      await publish(site, options, ring.version);
    });
  signing(add('rotate', 'make a new key for a role; the old one is revoked by the same signature'))
    .addArgument(new Argument('<role>', 'role').choices(roles))
    .option(...label)
    .action(async (role: Role, options: Options) => {
      const site = readSite(options);
      const { files, ring } = await rotateRole(site, role, { label: options.label, rootFile: options.root });
      for (const file of files) print(`${file}: created; the key before it is revoked`);
      await publish(site, options, ring.version);
      if (role === 'enroller') print('Push every group again, so that new terminals get manifests of this key.');
    });
  signing(add('revoke <id>', 'have terminals refuse a key by name')).action(async (id: string, options: Options) => {
    const site = readSite(options);
    const { version } = await revokeKey(site, id, options.root);
    print(`${id}: revoked`);
    await publish(site, options, version);
  });
  add('publish', 'give terminals the key ring that was signed last').action(async (options: Options) => {
    print(`key ring ${await publishKeys(readSite(options))} published`);
  });
  add('list', 'the key ring, one key a line').action((options: Options) => {
    const folder = siteKeys(readSite(options));
    const { version, keys } = folder.ring();
    for (const key of keys) {
      const [role = 'enroller'] = key.roles;
      const here = existsSync(folder.keyFile(role, key.id)) ? 'private part here' : '';
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
  if (version === 0) {
    throw new CommandRejected('keys.none', `there is no key ring in ${site.keys.folder}`, {
      remedy: 'Make the keys of the site: ostiary fleet keys create.',
    });
  }
  if (!options.publish) return print('Not published: ostiary fleet keys publish does it.');
  await publishKeys(site);
  print(`key ring ${version} published`);
}

const advice = ({ keys }: SiteConfig): string =>
  `Give root.pub, and the key of its groups, to every terminal (uplink.rootKeyFile, uplink.groups). Keep a copy of ${keys.folder}
in a safe place; move root.pem there altogether, and name it with --root when keys are made or revoked.`;
