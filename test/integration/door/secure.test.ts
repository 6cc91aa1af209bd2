import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { relayNote } from '../../../src/door/relay-note.js';
import { needs } from '../../support/needs.js';

const program = 'build/secure';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secure-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(note?: string, env: Record<string, string> = { RUNTIME_DIRECTORY: folder }) {
  if (note !== undefined) writeFileSync(join(folder, 'relay'), note);
  return spawnSync(program, { env, encoding: 'utf8' });
}

// The character device is seen in a virtual machine: test/vm/service/door.mjs.
needs('secureProgram').describe('what secures the door of a daemon that is gone', () => {
  it.each([
    ['failSecure', false, 'low'],
    ['failSecure', true, 'high'],
    ['failSafe', false, 'high'],
    ['failSafe', true, 'low'],
  ] as const)('by the daemon’s note: sysfs, %s, active low %s: %s', (lock, activeLow, level) => {
    for (const file of ['export', 'unexport']) writeFileSync(join(folder, file), '');
    mkdirSync(join(folder, 'gpio529'));
    writeFileSync(join(folder, 'gpio529/direction'), '');
    const note = relayNote(['sysfs', folder, 529], { relay: { line: 17, activeLow }, lock });
    expect(run(note)).toMatchObject({ status: 0, stdout: 'the door is secured\n' });
    expect(readFileSync(join(folder, 'gpio529/direction'), 'utf8')).toBe(level);
    expect(readFileSync(join(folder, 'unexport'), 'utf8')).toBe('529');
    expect(readFileSync(join(folder, 'export'), 'utf8')).toBe('');
  });

  it('exports a line that nobody holds', () => {
    writeFileSync(join(folder, 'export'), '');
    const { status, stderr } = run(`sysfs\n${folder}\n529\n0\n0\n`);
    expect(readFileSync(join(folder, 'export'), 'utf8')).toBe('529');
    expect([status, stderr]).toEqual([69, expect.stringContaining('gpio529/direction: No such file')]);
  });

  it('has nothing to do where no daemon drove a relay', () => {
    expect(run()).toMatchObject({ status: 0, stdout: '' });
    expect(run(undefined, {})).toMatchObject({ status: 0, stdout: '' });
  });

  it.each([
    [['character', '/dev/null', 'pinctrl-bcm2711', 17, 0, 0], 69, '/dev/null: '],
    [['character', '/dev/gpiochip77', 'pinctrl-bcm2711', 17, 0, 0], 69, '/dev/gpiochip77: No such file'],
    [['character', '/dev/gpiochip77'], 65, 'relay is no note of a relay'],
    [['character', '/dev/null', 'pinctrl-bcm2711', 'x', 0, 0], 65, 'relay is no note of a relay'],
    [['sysfs', '/sys', '', 0, 0], 65, 'relay is no note of a relay'],
    [['x'.repeat(2000)], 65, 'relay is no note of a relay'],
    [[''], 65, 'relay is no note of a relay'],
  ])('says what is wrong with %s', (note, code, message) => {
    const { status, stderr } = run(note.join('\n'));
    expect([status, stderr]).toEqual([code, expect.stringContaining(message)]);
    expect(stderr).toContain('remedy: ');
  });
});
