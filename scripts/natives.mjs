// Compiles the native modules of an archive with Debian's cross compilers: build/secure, epoll (for onoff) against the Node of the archive,
// and the OpenCV camera addon for each Debian's OpenCV.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { captureWords } from './addon-flags.mjs';
import { compileSecure } from './build-secure.mjs';
import { root } from './stage.mjs';

const machines = {
  x64: { debian: 'amd64', triplet: 'x86_64-linux-gnu' },
  arm64: { debian: 'arm64', triplet: 'aarch64-linux-gnu' },
};
/** Supported Debian releases, by the number in the names of their OpenCV libraries. */
const suites = { 406: 'bookworm', 410: 'trixie' };
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** @throws Error if Debian's compiler for that processor is missing */
export function compilerFor(arch) {
  const { triplet } = machines[arch];
  const compiler = `${triplet}-g++`;
  if (attempt(compiler, ['--version']).fault === undefined) return compiler;
  throw new Error(`${compiler} is missing. Run: apt-get install g++-${triplet.replace('_', '-')}`);
}

/**
 * @param headers include/node of the Node in `target`
 * @returns One line for each optional module that could not be built
 * @throws Error without a compiler, or if a required module could not be built
 */
export function compileNatives(arch, target, headers) {
  const compiler = compilerFor(arch);
  const fault = compileSecure(compiler, join(target, 'build/secure'));
  if (fault !== undefined) throw new Error(`build/secure, which secures the door of a daemon that ended: ${fault}`);
  const modules = [['door.hardware: onoff', () => compileEpoll(compiler, target, headers)]];
  for (const soname of Object.keys(suites)) {
    modules.push([
      `camera.source: opencv on Debian ${suites[soname]}`,
      () => compileCapture(compiler, arch, target, soname),
    ]);
  }
  return modules.flatMap(([name, compile]) => {
    const fault = compile();
    return fault === undefined ? [] : [`${name}: ${fault}`];
  });
}

function compileEpoll(compiler, target, headers) {
  const epoll = join(target, 'node_modules/epoll');
  const addon = join(epoll, 'build/Release/epoll.node');
  mkdirSync(dirname(addon), { recursive: true });
  const flags = ['-O2', '-std=c++20', '-fPIC', '-shared', '-pthread', '-DNODE_GYP_MODULE_NAME=epoll', '-w'];
  const folders = [`-I${headers}`, `-I${join(root, 'node_modules/nan')}`];
  return attempt(compiler, [...flags, ...folders, join(epoll, 'src/epoll.cc'), '-o', addon]).fault;
}

function compileCapture(compiler, arch, target, soname) {
  const { debian, triplet } = machines[arch];
  const scratch = mkdtempSync(join(tmpdir(), 'ostiary-opencv-'));
  try {
    const parts = ['core', 'videoio'].flatMap((part) => [`libopencv-${part}-dev`, `libopencv-${part}${soname}`]);
    const fault = unpackDebian(suites[soname], debian, parts, scratch);
    if (fault !== undefined) return fault;
    const usr = join(scratch, 'root/usr');
    const includes = ['include/opencv4', `include/${triplet}/opencv4`].map((path) => `-I${join(usr, path)}`);
    const words = captureWords(includes, [`-L${join(usr, 'lib', triplet)}`, '-Wl,--allow-shlib-undefined']);
    const addon = join(target, `build/capture-${soname}.node`);
    mkdirSync(dirname(addon), { recursive: true });
    return attempt(compiler, [...words, '-o', addon]).fault;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Fetches packages of another Debian release or processor with a separate apt configuration. */
function unpackDebian(suite, architecture, names, scratch) {
  const apt = join(scratch, 'apt');
  for (const folder of ['etc', 'lists/partial', 'cache/archives/partial']) {
    mkdirSync(join(apt, folder), { recursive: true });
  }
  mkdirSync(join(scratch, 'root'));
  const targets = ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'];
  const { said, fault } = attempt('apt-get', targets);
  const mirror = said.split('\n').find((uri) => uri !== '' && !uri.includes('security'));
  if (mirror === undefined) return fault ?? 'apt knows no Debian mirror';
  writeFileSync(join(apt, 'etc/sources.list'), `deb [signed-by=${keyring}] ${mirror} ${suite} main\n`);
  writeFileSync(join(apt, 'status'), '');
  const own = [
    `Dir::Etc=${apt}/etc`,
    'Dir::Etc::sourceparts=-',
    `Dir::State=${apt}`,
    `Dir::State::status=${apt}/status`,
    `Dir::Cache=${apt}/cache`,
    `APT::Architecture=${architecture}`,
    `APT::Architectures=${architecture}`,
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option]);
  for (const words of [['update'], ['download', ...names]]) {
    const done = attempt('apt-get', ['-qq', ...own, ...words], scratch);
    if (done.fault !== undefined) return done.fault;
  }
  for (const file of readdirSync(scratch).filter((name) => name.endsWith('.deb'))) {
    const done = attempt('dpkg-deb', ['--extract', file, 'root'], scratch);
    if (done.fault !== undefined) return done.fault;
  }
}

function attempt(command, args, cwd = root) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status === 0) return { said: stdout };
  return { said: '', fault: error?.message ?? `${command} ended with status ${status}: ${stderr.trim()}` };
}
