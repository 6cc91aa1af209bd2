import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { needs } from '../../support/needs.js';
import { root } from '../../support/places.js';

const folder = join(root, 'systemd');
const units = readdirSync(folder).filter((name) => name.endsWith('.service'));
const scratch = mkdtempSync(join(tmpdir(), 'ostiary-units-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function run(program: string, ...words: string[]) {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
}

/** The unit as it would be if this checkout were installed: `verify` wants its programs to exist. */
function installed(unit: string): string {
  const path = join(scratch, unit);
  const text = readFileSync(join(folder, unit), 'utf8')
    .replaceAll('/opt/ostiary/current/runtime/bin/node', process.execPath)
    .replaceAll('/opt/ostiary/current', root.replace(/\/$/, ''));
  writeFileSync(path, text);
  return path;
}

needs('systemdAnalyze').describe('the units', () => {
  it.each(units)('%s has no unknown key and starts what is there', (unit) => {
    const verified = run('systemd-analyze', 'verify', '--man=no', '--recursive-errors=yes', installed(unit));
    expect(verified).toEqual({ status: 0, said: '' });
    const programs = readFileSync(installed(unit), 'utf8').matchAll(/^Exec\w+=\S+ (\S+\.js)/gm);
    for (const [, script] of programs) expect(existsSync(script ?? ''), script).toBe(true);
  });

  it.each(units)('%s is exposed 2.0 at most', (unit) => {
    const { status, said } = run('systemd-analyze', 'security', '--offline=true', '--threshold=20', join(folder, unit));
    expect(said.trim().split('\n').at(-1)).toMatch(/exposure level/);
    expect(status).toBe(0);
  });
});

needs('systemdSetUp').describe('user and folders', () => {
  it('are taken by systemd: two users, one of them with three groups', () => {
    const image = join(scratch, 'image');
    mkdirSync(join(image, 'etc'), { recursive: true });
    cpSync(join(folder, 'ostiary.sysusers'), join(image, 'usr/lib/sysusers.d/ostiary.conf'));
    cpSync(join(folder, 'ostiary.tmpfiles'), join(image, 'usr/lib/tmpfiles.d/ostiary.conf'));
    const made = run('systemd-sysusers', `--root=${image}`);
    expect(made.status, made.said).toBe(0);
    const groups = readFileSync(join(image, 'etc/group'), 'utf8').split('\n');
    const member = groups.filter((line) => /:(.*,)?ostiary$/.test(line)).map((line) => line.split(':')[0]);
    expect(member.sort()).toEqual(['gpio', 'plugdev', 'video']);
    const created = run('systemd-tmpfiles', '--create', `--root=${image}`, 'ostiary.conf');
    expect(created).toEqual({ status: 0, said: '' });
    const { uid, gid, mode } = statSync(join(image, 'etc/ostiary-site'));
    const [, ...collector] =
      /^ostiary-collect:[^:]*:(\d+):(\d+)/m.exec(readFileSync(join(image, 'etc/passwd'), 'utf8')) ?? [];
    expect([uid, gid, mode & 0o777]).toEqual([0, Number(collector[1]), 0o750]);
    expect(existsSync(join(image, 'etc/ostiary'))).toBe(true);
  });
});
