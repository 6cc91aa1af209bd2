import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { describe } from '../base/errors.js';
import { rewriteWhole } from '../platform/write-file.js';
import { readFirstBoot } from '../settings/edit/first-boot.js';
import { overlay } from '../settings/edit/overlay.js';
import { parseConfig } from '../settings/load/load.js';
import { packageRoot } from '../version.js';
import { configOption } from './config-option.js';

export function firstBootCommand(): Command {
  return new Command('first-boot')
    .description('take over settings and secrets from a file on the boot partition, then wipe it')
    .argument('<file...>', 'the first of these that exists is read')
    .addOption(configOption())
    .action(async (files: readonly string[], options: { config: string }) => {
      const file = files.find((candidate) => existsSync(candidate));
      if (file === undefined) {
        process.stdout.write('no first-boot file: nothing to do\n');
        return;
      }
      const complaint = `${file}.error.txt`;
      try {
        const names = await takeOver(file, options.config);
        wipeFile(file);
        rmSync(complaint, { force: true });
        process.stdout.write(`${file}: taken over and wiped${names.map((name) => `; ${name} written`).join('')}\n`);
      } catch (error) {
        // Whoever prepared the card reads it there. Faults name settings, never their secrets.
        writeFileSync(complaint, `${describe(error)}\n`);
        throw error;
      }
    });
}

/** Nothing is changed when the result would not be a valid configuration. Returns the names of the secrets. */
async function takeOver(file: string, configFile: string): Promise<readonly string[]> {
  const { config, secrets } = readFirstBoot(file, readFileSync(file, 'utf8'));
  const before = existsSync(configFile) ? readFileSync(configFile, 'utf8') : '';
  const after = overlay(before, config);
  parseConfig(after, configFile, { env: {}, packageRoot });
  await write(configFile, after);
  // Before the wipe: a power cut between repeats all of it.
  for (const [name, content] of Object.entries(secrets)) await write(join(dirname(configFile), name), `${content}\n`);
  return Object.keys(secrets);
}

/** For the daemon to read, which is of the folder's group. */
async function write(file: string, text: string): Promise<void> {
  await rewriteWhole(file, text, 0o640);
  if (process.getuid?.() === 0) chownSync(file, 0, statSync(dirname(file)).gid);
}

/** Overwrites, then removes. Flash may keep old blocks all the same: nothing from software reaches those. */
function wipeFile(file: string): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(statSync(file).size));
  fsyncSync(handle);
  closeSync(handle);
  rmSync(file);
}
