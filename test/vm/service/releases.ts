import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/places.js';

/** An installable folder as an archive would unpack to, made from the build that is here. */
export function stage(folder: string): string {
  execFileSync(process.execPath, [join(root, 'scripts/stage.mjs'), folder], { stdio: 'inherit' });
  return folder;
}

/** The same as another version, with `change` made to files of it; the digests are put right. */
export function derive(
  from: string,
  to: string,
  version: string,
  change: Readonly<Record<string, string>> = {},
): string {
  execFileSync('cp', ['--archive', '--link', from, to]);
  const sums = join(to, 'SHA256SUMS');
  const manifest = readFileSync(join(to, 'package.json'), 'utf8').replace(/"version": ".*"/, `"version": "${version}"`);
  let lines = readFileSync(sums, 'utf8').split('\n');
  for (const [file, text] of Object.entries({ 'package.json': manifest, ...change })) {
    // Linked: the other version must keep its own.
    rmSync(join(to, file));
    writeFileSync(join(to, file), text);
    const [digest] = execFileSync('sha256sum', [join(to, file)], { encoding: 'utf8' }).split(' ');
    lines = lines.map((line) => (line.endsWith(`  ${file}`) ? `${digest}  ${file}` : line));
  }
  rmSync(sums);
  writeFileSync(sums, lines.join('\n'));
  return to;
}

/** A copy that was damaged on its way. */
export function damage(from: string, to: string): string {
  derive(from, to, '9.9.9');
  cpSync(join(to, 'LICENSE'), join(to, 'README.md'), { force: true });
  return to;
}
