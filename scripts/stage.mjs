// Stages an installation: node scripts/stage.mjs FOLDER copies what a terminal needs from this built checkout, with the running Node and
// the production packages. Needs no network. Used by systemd/install.sh and scripts/package.mjs.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** For training only; not needed to run. */
const trainer = join(root, 'models/train');
const parts = ['bin', 'build', 'config', 'dist', 'docs', 'models', 'systemd'];
const files = ['LICENSE', 'README.md', 'CHANGELOG.md', 'SECURITY.md'];
/** For terminals that install OpenCV after Ostiary. */
const addonSource = [
  'scripts/addon-flags.mjs',
  'scripts/build-addon.mjs',
  'scripts/stamp.mjs',
  'src/vision/capture/addon/capture.cc',
];

/** Everything but packages and Node. */
export function stageProgram(target) {
  mkdirSync(target, { recursive: true });
  for (const name of [...parts, ...files, ...addonSource]) {
    const from = join(root, name);
    if (!existsSync(from)) continue;
    cpSync(from, join(target, name), { recursive: true, filter: (path) => !path.endsWith('.map') && path !== trainer });
  }
  const { scripts, devDependencies, ...manifest } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** Sources, and binaries of other platforms, which no terminal loads. */
const ballast = [
  /\/better-sqlite3[^/]*\/(deps|src)\//,
  /\/better-sqlite3[^/]*\/build\/(?!Release(\/better_sqlite3\.node)?$)/,
  /\/better-sqlite3\/prebuilds\/(?!linux-)/,
];
const isBallast = (path) => ballast.some((pattern) => pattern.test(path));

export function removeBallast(target) {
  for (const path of readdirSync(target, { recursive: true })) {
    if (isBallast(`/${path}`)) rmSync(join(target, path), { recursive: true, force: true });
  }
}

/** Files that install.sh checks first: the platform, and the digest of every file for `sha256sum --check`. */
export function seal(target, arch) {
  writeFileSync(join(target, 'PLATFORM'), `linux-${arch}\n`);
  const paths = readdirSync(target, { recursive: true }).filter((path) => statSync(join(target, path)).isFile());
  const line = (path) =>
    `${createHash('sha256')
      .update(readFileSync(join(target, path)))
      .digest('hex')}  ${path}\n`;
  writeFileSync(
    join(target, 'SHA256SUMS'),
    paths
      .filter((path) => path !== 'SHA256SUMS')
      .sort()
      .map(line)
      .join(''),
  );
}

/** npm's record of the installed packages, and whether each is only for development. */
function stagePackages(target) {
  const { packages } = JSON.parse(readFileSync(join(root, 'node_modules/.package-lock.json'), 'utf8'));
  for (const [path, { dev, extraneous }] of Object.entries(packages)) {
    const folder = join(root, path);
    if (dev || extraneous || !existsSync(folder)) continue;
    const nested = (inside) => inside !== folder && relative(folder, inside).startsWith('node_modules');
    mkdirSync(dirname(join(target, path)), { recursive: true });
    cpSync(folder, join(target, path), { recursive: true, filter: (inside) => !isBallast(inside) && !nested(inside) });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = process.argv[2];
  if (target === undefined) {
    process.stderr.write('stage: give the output folder\n');
    process.exit(64);
  }
  stageProgram(resolve(target));
  stagePackages(resolve(target));
  cpSync(process.execPath, join(target, 'runtime/bin/node'));
  seal(resolve(target), process.arch);
}
