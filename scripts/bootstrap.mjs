// Sets up a clone: dependencies, native modules, the camera addon if OpenCV is installed, the build.
// Idempotent: skips each step whose inputs have not changed. Needs only Node.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npmCommand } from './npm.mjs';
import { digest, readStamp, writeStamp } from './stamp.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
const stamps = join(root, 'node_modules', '.ostiary');

if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(`Node ${process.versions.node} is too old: install Node 20, 22 or 24 from https://nodejs.org/en/download`);
}

// Not `npm ci`: it rejects a lock file without the optional packages of other platforms, which some registry mirrors lack.
step('dependencies', 'fetching dependencies (a minute)', digestOf('package.json', 'package-lock.json', '.npmrc'), () =>
  run(npm(), ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']),
);
const abi = `${process.versions.modules}-${process.arch}-${digestOf('package-lock.json')}`;
// From Node 22 on, the SQLite driver includes its binary (src/database/sqlite.ts).
if (Number(process.versions.node.split('.')[0]) < 22) {
  step('sqlite', 'compiling or fetching better-sqlite3 (up to two minutes)', abi, () => {
    run(npm(), rebuild('better-sqlite3-node20'));
    run(process.execPath, ['-e', "new (require('better-sqlite3-node20'))(':memory:').close()"]);
  });
}
// Only old systems need GPIO through sysfs; without the addon, door.hardware: onoff reports an error.
step('epoll', 'compiling epoll for onoff (optional)', abi, () => {
  const { status } = spawnSync(npm(), rebuild('epoll'), { stdio: 'ignore', env: environment() });
  if (status !== 0)
    process.stderr.write('ostiary set-up: epoll could not be built: door.hardware: onoff is not available\n');
});
run(process.execPath, ['scripts/build-addon.mjs']);
run(process.execPath, ['scripts/build-secure.mjs']);
const kernels = files('src').filter((file) => file.endsWith('.wat'));
step(
  'kernels',
  'assembling WebAssembly',
  digestOf('scripts/build-kernels.mjs', 'package-lock.json', ...kernels),
  () => run(process.execPath, ['scripts/build-kernels.mjs']),
  () => kernels.every((file) => existsSync(file.replace(/\.wat$/, '.wasm.ts'))),
);
step(
  'build',
  'building',
  digestOf('tsconfig.json', ...files('src')),
  () => {
    rmSync('dist', { recursive: true, force: true });
    run(process.execPath, ['node_modules/typescript/bin/tsc']);
  },
  () => existsSync('dist/main.js'),
);

function step(name, doing, key, action, stillThere = () => true) {
  const stamp = join(stamps, name);
  if (readStamp(stamp) === key && stillThere()) return;
  process.stderr.write(`ostiary set-up: ${doing} …\n`);
  action();
  writeStamp(stamp, key);
}

function npm() {
  try {
    return npmCommand();
  } catch (error) {
    return fail(error.message);
  }
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, {
    stdio: ['ignore', 2, 2],
    env: environment(),
  });
  if (error) fail(`${command}: ${error.message}`);
  if (status !== 0)
    fail(
      `${[command, ...args].join(' ')} ended with status ${status}. See the lines above; a compiler (apt-get install build-essential python3) and the npm registry are needed.`,
    );
}

function rebuild(name) {
  return ['rebuild', name, '--ignore-scripts=false', '--foreground-scripts=false', '--loglevel=error'];
}

// Use the headers that come with Node (Debian package, official archive): nothing to download, and the version matches.
function environment() {
  const prefix = join(dirname(realpathSync(process.execPath)), '..');
  const own = existsSync(join(prefix, 'include/node/node_version.h'));
  return own ? { ...process.env, npm_config_nodedir: prefix } : process.env;
}

function fail(message) {
  process.stderr.write(`ostiary set-up failed: ${message}\n`);
  process.exit(1);
}

function files(folder) {
  return readdirSync(folder, { recursive: true })
    .map((f) => join(folder, f))
    .filter((f) => statSync(f).isFile())
    .sort();
}

function digestOf(...paths) {
  return digest(paths.flatMap((file) => [file, { file }]));
}
