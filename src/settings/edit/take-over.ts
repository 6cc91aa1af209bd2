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
import { parse, stringify } from 'yaml';
import { describe } from '../../base/errors.js';
import { rewriteWhole } from '../../platform/write-file.js';
import { parseConfig } from '../load/load.js';
import { migrate } from '../schema/migrations.js';
import { readFirstBoot } from './first-boot.js';
import { overlay } from './overlay.js';

/**
 * Takes settings and secrets over from a file on the boot partition, then wipes that; a fault is written beside it. Nothing is changed
 * when the result would not be a valid configuration.
 * @returns the names of the secrets. @throws ConfigError (rejects) `config.*`
 */
export async function takeOver(file: string, configFile: string, packageRoot: string): Promise<readonly string[]> {
  const complaint = `${file}.error.txt`;
  try {
    const names = await adopt(file, configFile, packageRoot);
    wipeFile(file);
    rmSync(complaint, { force: true });
    return names;
  } catch (error) {
    // Whoever prepared the card reads it there. Faults name settings, never their secrets.
    writeFileSync(complaint, `${describe(error)}\n`);
    throw error;
  }
}

async function adopt(file: string, configFile: string, packageRoot: string): Promise<readonly string[]> {
  const { config, secrets } = readFirstBoot(file, readFileSync(file, 'utf8'));
  const before = existsSync(configFile) ? readFileSync(configFile, 'utf8') : '';
  const after = Object.keys(config).length === 0 ? before : overlaid(before, config);
  parseConfig(after, configFile, { env: {}, packageRoot });
  await write(configFile, after);
  // Before the wipe: a power cut between repeats all of it.
  for (const [name, content] of Object.entries(secrets)) await write(join(dirname(configFile), name), `${content}\n`);
  return Object.keys(secrets);
}

/** Either may be written for an earlier version. */
const overlaid = (before: string, config: Readonly<Record<string, unknown>>): string =>
  overlay(migrate(before).text, parse(migrate(stringify(config)).text));

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
