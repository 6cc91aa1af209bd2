import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { readFirstBoot } from '../config/first-boot.js';
import { loadConfig } from '../config/load.js';
import { overlay } from '../config/overlay.js';
import { replaceFile, wipeFile } from '../config/private-file.js';
import { describe } from '../domain/errors.js';
import { packageRoot } from '../version.js';
import { configOption } from './config-option.js';

export function firstBootCommand(): Command {
  return new Command('first-boot')
    .description('take over settings and secrets from a file on the boot partition, then wipe it')
    .argument('<file...>', 'the first of these that exists is read')
    .addOption(configOption())
    .action((files: readonly string[], options: { config: string }) => {
      const file = files.find((candidate) => existsSync(candidate));
      if (file === undefined) {
        process.stdout.write('no first-boot file: nothing to do\n');
        return;
      }
      const complaint = `${file}.error.txt`;
      try {
        const names = takeOver(file, options.config);
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
function takeOver(file: string, configFile: string): readonly string[] {
  const { config, secrets } = readFirstBoot(file, readFileSync(file, 'utf8'));
  const before = existsSync(configFile) ? readFileSync(configFile, 'utf8') : '';
  replaceFile(configFile, overlay(before, config), (draft) => void loadConfig(draft, { env: {}, packageRoot }));
  // After the check of the settings that name them, and before the wipe: a power cut between repeats all of it.
  for (const [name, content] of Object.entries(secrets)) {
    replaceFile(join(dirname(configFile), name), `${content}\n`);
  }
  return Object.keys(secrets);
}
