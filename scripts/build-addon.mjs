// Compiles the OpenCV camera addon into build/capture.node with g++ and pkg-config, in seconds, without node-gyp or network.
// Does nothing if its inputs have not changed. Without OpenCV or a compiler, prints a note and exits 0: only camera.source: opencv is
// missing then.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { captureSource, captureWords } from './addon-flags.mjs';
import { digest, readStamp, writeStamp } from './stamp.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const addon = join(root, 'build/capture.node');
const stamp = join(root, 'build/capture.stamp');
const compiler = process.env.CXX ?? 'g++';

const version = output(compiler, ['--version']);
if (version === undefined) skip(`${compiler} missing (apt-get install g++)`);
const flags = output('pkg-config', ['--cflags-only-I', 'opencv4']);
const folders = output('pkg-config', ['--libs-only-L', 'opencv4']);
if (flags === undefined || folders === undefined) {
  skip(
    `libopencv-dev missing (apt-get install libopencv-dev${output('pkg-config', ['--version']) ? '' : ' pkg-config'})`,
  );
}

const command = captureWords(words(flags), words(folders));
const inputs = JSON.stringify([version, output('pkg-config', ['--modversion', 'opencv4']), command, process.arch]);
const key = `${sourceDigest()} ${digest([inputs])}`;
if (built() === key) process.exit(0);

process.stderr.write('ostiary set-up: compiling the OpenCV camera addon (about ten seconds) …\n');
mkdirSync(join(root, 'build'), { recursive: true });
const fresh = `${addon}.${process.pid}`;
const { status, stderr } = spawnSync(compiler, [...command, '-o', fresh], { encoding: 'utf8' });
if (status !== 0) {
  rmSync(fresh, { force: true });
  skip(`${compiler} failed\n${stderr}`);
}
renameSync(fresh, addon);
writeStamp(stamp, key);

function sourceDigest() {
  return digest([{ file: captureSource }]);
}

/** Stamp of the inputs that the existing addon was built from. */
function built() {
  return existsSync(addon) ? readStamp(stamp) : undefined;
}

function output(program, args) {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

function words(line) {
  return line.split(/\s+/).filter(Boolean);
}

function skip(reason) {
  // Without a compiler, keep an existing addon that was built from the same source.
  if (built()?.startsWith(sourceDigest())) process.exit(0);
  rmSync(addon, { force: true });
  process.stderr.write(`OpenCV camera addon not built: ${reason}\n`);
  process.exit(0);
}
