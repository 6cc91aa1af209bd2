// npm for the scripts here. Debian's npm (9.2 in Debian 12 and 13) ignores overrides with a package of another name and cannot write an
// SBOM.
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';

const wanted = 10;

/** The command: `npm`, or if that is too old, the path of a newer one, fetched into npm's cache once. Throws with a remedy. */
export function npmCommand() {
  const version = said('npm', ['--version']);
  if (version === undefined) throw new Error('npm is missing. Install it: apt-get install npm');
  if (Number(version.split('.')[0]) >= wanted) return 'npm';
  const words = ['exec', '--yes', `--package=npm@${wanted}`, '--', 'sh', '-c', 'command -v npm'];
  const newer = said('npm', words);
  if (newer !== undefined) return newer;
  throw new Error(
    `npm ${version} is too old, and npm ${wanted} cannot be fetched. Connect to the npm registry, or run: npm install -g npm@${wanted}`,
  );
}

function said(command, args) {
  // In another folder: an old npm fails on the overrides in our package.json.
  const { status, stdout } = spawnSync(command, args, {
    cwd: tmpdir(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 2],
  });
  return status === 0 ? stdout.trim() : undefined;
}
