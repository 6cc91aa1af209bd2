import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeyFile, locateKeyFile, readKeyFile } from '../../../src/platform/key-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ostiary-key-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const key = Buffer.from('00112233445566778899aabbccddeeff0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'hex');

function file(content: string | Buffer, mode = 0o600): { path: string; credential: boolean } {
  const path = join(folder, 'gallery.key');
  writeFileSync(path, content);
  chmodSync(path, mode);
  return { path, credential: false };
}

describe('a key file', () => {
  it.each([
    ['raw bytes', key],
    ['hex', `${key.toString('hex')}\n`],
    ['upper-case hex', key.toString('hex').toUpperCase()],
    ['base64', `${key.toString('base64')}\n`],
    ['unpadded base64url', key.toString('base64url')],
  ])('may hold the key as %s', (_, content) => {
    expect(readKeyFile(file(content)).export()).toEqual(key);
  });

  it.each([
    ['empty', ''],
    ['short', key.subarray(0, 31)],
    ['long', Buffer.concat([key, key])],
    ['huge', Buffer.alloc(10_000, 7)],
    ['all zero', Buffer.alloc(32)],
    ['text', 'correct horse battery staple'],
    ['a text of 32 characters', key.toString('hex').slice(32)],
    ['63 hex digits', key.toString('hex').slice(1)],
  ])('that is %s is refused', (_, content) => {
    expect(() => readKeyFile(file(content))).toThrow(expect.objectContaining({ code: 'key.invalid' }));
  });

  it.each([0o640, 0o604, 0o620, 0o666])('of mode %o is refused', (mode) => {
    expect(() => readKeyFile(file(key, mode))).toThrow(
      expect.objectContaining({ code: 'key.permissions', remedy: expect.stringContaining('chmod 600') }),
    );
  });

  it('that is missing, or a folder, is told so', () => {
    expect(() => readKeyFile({ path: join(folder, 'none'), credential: false })).toThrow(
      expect.objectContaining({ code: 'key.missing', context: { path: join(folder, 'none') } }),
    );
    expect(() => readKeyFile({ path: folder, credential: false })).toThrow(
      expect.objectContaining({ code: 'key.invalid' }),
    );
  });

  it('that is a pipe keeps nobody waiting', () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', ['-m', '600', path]);
    expect(() => readKeyFile({ path, credential: false })).toThrow(expect.objectContaining({ code: 'key.invalid' }));
  });

  it('is judged by the file that a link leads to', () => {
    const { path } = file(key, 0o644);
    symlinkSync(path, `${path}.link`);
    expect(() => readKeyFile({ path: `${path}.link`, credential: false })).toThrow(
      expect.objectContaining({ code: 'key.permissions' }),
    );
  });

  it('from systemd may show the mask of its ACL as group bits, and comes first', () => {
    expect(locateKeyFile('/etc/k', {})).toEqual({ path: '/etc/k', credential: false });
    expect(locateKeyFile('/etc/k', { CREDENTIALS_DIRECTORY: folder }).path).toBe('/etc/k');
    const path = join(folder, 'ostiary-gallery.key');
    writeFileSync(path, key);
    chmodSync(path, 0o440);
    const located = locateKeyFile('/etc/k', { CREDENTIALS_DIRECTORY: folder });
    expect(located).toEqual({ path, credential: true });
    expect(readKeyFile(located).export()).toEqual(key);
  });

  it('is created once, private and random', () => {
    const path = join(folder, 'new', 'gallery.key');
    createKeyFile(path);
    const made = readKeyFile({ path, credential: false }).export();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'new')).mode & 0o777).toBe(0o700);
    expect(() => createKeyFile(path)).toThrow(expect.objectContaining({ code: 'key.exists' }));
    expect(readKeyFile({ path, credential: false }).export()).toEqual(made);
    expect(() => createKeyFile(join(path, 'below'))).toThrow(expect.objectContaining({ code: 'key.unwritable' }));
  });
});
