// npm run package [-- x64|arm64 …]: builds archives in packages/ that systemd/install.sh installs offline, each with its SHA-256 and a
// CycloneDX SBOM. Default: both processors. Packages and Node come from the npm registry, OpenCV headers from Debian. Build on the oldest
// supported Debian: the archives need its libc or a newer one.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { compileNatives, compilerFor } from './natives.mjs';
import { npmCommand } from './npm.mjs';
import { components } from './sbom.mjs';
import { removeBallast, root, seal, stageProgram } from './stage.mjs';

/** From Node 22 on, better-sqlite3 includes its binaries for both processors. */
const nodeMajor = 24;
const known = ['x64', 'arm64'];
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const output = join(root, 'packages');

const words = process.argv.slice(2);
if (words.includes('--help')) {
  process.stdout.write(`Usage: npm run package [-- ${known.join('|')} …]\nArchives are written to packages/.\n`);
  process.exit(0);
}
const unknown = words.find((word) => !known.includes(word));
if (unknown !== undefined) fail(64, `unknown processor: ${unknown}. Use ${known.join(' or ')}.`);
const npm = orFail(npmCommand);
const wanted = words.length > 0 ? words : known;
for (const arch of wanted) orFail(() => compilerFor(arch));
for (const arch of wanted) pack(arch);

function pack(arch) {
  const name = `ostiary-${version}-linux-${arch}`;
  const scratch = mkdtempSync(join(tmpdir(), 'ostiary-package-'));
  const clean = () => rmSync(scratch, { recursive: true, force: true });
  // Also runs if `fail` exits.
  process.once('exit', clean);
  const target = join(scratch, name);
  const say = (step, what) => process.stderr.write(`${name} [${step}/7] ${what} …\n`);
  say(1, 'program and models');
  stageProgram(target);
  // Compiled here, for this machine.
  rmSync(join(target, 'build'), { recursive: true, force: true });
  say(2, 'production packages');
  for (const file of ['package-lock.json', '.npmrc']) copyFileSync(join(root, file), join(target, file));
  const platform = ['--os=linux', `--cpu=${arch}`, '--libc=glibc'];
  run(npm, ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', ...platform], target);
  say(3, `Node ${nodeMajor}`);
  const node = fetchNode(arch, scratch, target);
  say(4, 'native modules');
  const missing = orFail(() => compileNatives(arch, target, join(target, 'runtime/include/node')));
  rmSync(join(target, 'runtime/include'), { recursive: true });
  say(5, 'list of all parts (SBOM)');
  mkdirSync(output, { recursive: true });
  const sbom = run(npm, ['sbom', '--omit=dev', '--sbom-format=cyclonedx'], target);
  writeFileSync(join(output, `${name}.cdx.json`), withParts(sbom, components(target, node)));
  say(6, 'digests of all files');
  rmSync(join(target, 'node_modules/better-sqlite3-node20'), { recursive: true, force: true });
  for (const file of ['package-lock.json', '.npmrc', 'node_modules/.package-lock.json']) rmSync(join(target, file));
  removeBallast(target);
  copyFileSync(join(output, `${name}.cdx.json`), join(target, 'sbom.cdx.json'));
  seal(target, arch);
  say(7, 'archive');
  const archive = join(output, `${name}.tar.gz`);
  const plain = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=@0'];
  run('tar', [...plain, '--create', '--gzip', '--file', archive, name], scratch);
  const digest = createHash('sha256').update(readFileSync(archive)).digest('hex');
  writeFileSync(`${archive}.sha256`, `${digest}  ${basename(archive)}\n`);
  for (const lack of missing) process.stderr.write(`${archive} lacks ${lack}\n`);
  process.stderr.write(`${archive} is ready\n`);
  clean();
  process.off('exit', clean);
}

/** Fetches the official Node with headers from the npm packages `node-linux-*`. Returns its exact version. */
function fetchNode(arch, scratch, target) {
  const wanted = `node-linux-${arch}@${nodeMajor}`;
  const versions = [JSON.parse(run(npm, ['view', wanted, 'version', '--json'], scratch))].flat();
  const exact = versions.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
  const [{ filename }] = JSON.parse(run(npm, ['pack', `node-linux-${arch}@${exact}`, '--json'], scratch));
  mkdirSync(join(target, 'runtime'), { recursive: true });
  const only = ['package/bin/node', 'package/LICENSE', 'package/include/node'];
  run(
    'tar',
    ['--extract', '--file', filename, '--strip-components=1', '--directory', join(target, 'runtime'), ...only],
    scratch,
  );
  return exact;
}

function orFail(work) {
  try {
    return work();
  } catch (error) {
    return fail(69, error.message);
  }
}

function withParts(sbom, parts) {
  const bill = JSON.parse(sbom);
  return `${JSON.stringify({ ...bill, components: [...bill.components, ...parts] }, undefined, 1)}\n`;
}

function run(command, args, cwd) {
  const { status, stdout, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (error) fail(69, `${command}: ${error.message}`);
  if (status !== 0) fail(69, `${[command, ...args].join(' ')} ended with status ${status}; see the lines above.`);
  return stdout;
}

function fail(status, message) {
  process.stderr.write(`package: ${message}\n`);
  process.exit(status);
}
