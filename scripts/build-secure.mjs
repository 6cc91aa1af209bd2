// Compiles build/secure, which the unit runs after the daemon has ended, with g++: static, so that it starts quickly and runs on every
// Debian. Does nothing if its source has not changed. Without a compiler, prints a note and exits 0: only a service needs it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digest, readStamp, writeStamp } from './stamp.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const self = fileURLToPath(import.meta.url);
const source = join(root, 'src/door/secure/secure.cc');

/** @returns The error, if any. */
export function compileSecure(compiler, target) {
  mkdirSync(dirname(target), { recursive: true });
  const words = ['-static', '-Os', '-s', '-std=c++17', '-Wall', '-Wextra', '-Werror', source, '-o', target];
  const { status, stderr, error } = spawnSync(compiler, words, { encoding: 'utf8' });
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
}

if (process.argv[1] === self) {
  const program = join(root, 'build/secure');
  const stamp = `${program}.stamp`;
  const key = digest([{ file: source }, { file: self }, process.arch]);
  if (!existsSync(program) || readStamp(stamp) !== key) {
    // A binary that does not match the daemon's notes must not be installed.
    rmSync(program, { force: true });
    const fault = compileSecure(process.env.CXX ?? 'g++', program);
    if (fault === undefined) writeStamp(stamp, key);
    else
      process.stderr.write(
        `ostiary set-up: build/secure could not be compiled, so no service can be installed. Run: apt-get install g++. Error: ${fault}\n`,
      );
  }
}
