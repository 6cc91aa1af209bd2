import { readFileSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { CommandRejected } from '../../base/errors.js';
import { fleetSnapshotKey } from '../../compose/fleet.js';
import { print, readSite, siteOption } from './site-option.js';

interface Options {
  readonly config: string;
}

export function snapshotsCommand(): Command {
  const command = new Command('snapshots').description('open the encrypted pictures of attacks that terminals keep');
  command
    .command('create-key')
    .description('create the key that opens them, and snapshots.pub for the terminals; overwrites nothing')
    .addOption(siteOption())
    .action((options: Options) => {
      for (const file of fleetSnapshotKey(readSite(options)).create()) print(`${file}: created`);
      print('Copy snapshots.pub to the terminals, and name it there as liveness.snapshots.keyFile.');
    });
  command
    .command('open')
    .description('decrypt FILE, from the folder snapshots/ of a terminal, into PICTURE (JPEG, readable only by you)')
    .argument('<file>', 'file <id>.jwe; the audit log names the id')
    .argument('<picture>', 'JPEG file to create')
    .addOption(siteOption())
    .action(async (file: string, picture: string, options: Options) => {
      const key = fleetSnapshotKey(readSite(options));
      const sealed = attempt(`cannot read ${file}`, () => readFileSync(file, 'utf8'));
      const jpeg = await key.open(sealed.trim());
      attempt(`cannot write ${picture}`, () => writeFileSync(picture, jpeg, { mode: 0o600, flag: 'wx' }));
      print(`${picture}: written. It may show people: delete it when you no longer need it.`);
    });
  return command;
}

function attempt<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new CommandRejected('snapshots.file', `${what}: ${(cause as Error).message}`, {
      remedy: 'Give a file that you can read, and a new file in a folder that you can write to.',
      cause,
    });
  }
}
