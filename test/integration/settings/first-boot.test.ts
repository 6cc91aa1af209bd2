import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestTerminal } from '../../support/terminal.js';

let terminal: TestTerminal;
let file: string;
beforeEach(() => {
  terminal = new TestTerminal('terminal:\n  name: terminal # Name of this terminal\n');
  mkdirSync(join(terminal.folder, 'boot'));
  file = join(terminal.folder, 'boot/ostiary.yaml');
});
afterEach(() => terminal.remove());

const firstBoot = () => terminal.ostiary('first-boot', join(terminal.folder, 'boot/missing.yaml'), file);
const config = () => readFileSync(terminal.config, 'utf8');

describe('the first-boot file', () => {
  it('is read once and wiped; comments and other settings stay', async () => {
    writeFileSync(
      file,
      `config:
  terminal: { name: North entrance, door: north }
  door: { release: 3s }
secrets:
  enrolment.token: s3cret
`,
    );
    expect(await firstBoot()).toMatchObject({ status: 0, stdout: expect.stringContaining('enrolment.token written') });
    expect(existsSync(file)).toBe(false);
    expect(config()).toContain('name: North entrance # Name of this terminal');
    const shown = JSON.parse((await terminal.ostiary('config', 'show', '--effective', '--json')).stdout);
    expect(shown).toMatchObject({
      terminal: { name: 'North entrance', door: 'north' },
      door: { release: '3s', hardware: 'simulated' },
      liveness: { level: 'unchecked' },
    });
    const token = join(terminal.folder, 'enrolment.token');
    expect(readFileSync(token, 'utf8')).toBe('s3cret\n');
    expect(statSync(token).mode & 0o777).toBe(0o640);
    expect(await firstBoot()).toMatchObject({ status: 0, stdout: expect.stringContaining('nothing to do') });
  });

  it.each([
    [
      'a setting that is refused',
      'config: { door: { release: 50s } }\nsecrets: { a: b }',
      'door.release: 50s is outside',
    ],
    ['a setting that is unknown', 'config: { terminal: { nam: x } }', 'terminal.nam'],
    ['an unknown section', 'terminal: { name: x }', 'ostiary.yaml:1 terminal'],
    ['a secret that would leave the folder', 'secrets: { ../../etc/shadow: x }', 'is not a file name'],
    ['no YAML', 'config: [', 'ostiary.yaml:1'],
    ['nothing at all', '', 'contains no settings'],
  ])('with %s changes nothing and says why, also on the card', async (_, text, why) => {
    writeFileSync(file, text);
    const before = config();
    const { status, stderr } = await firstBoot();
    expect(status).toBe(78);
    expect(stderr).toContain(why);
    expect(readFileSync(`${file}.error.txt`, 'utf8')).toContain(why);
    expect(config()).toBe(before);
    expect(existsSync(file)).toBe(true);
    expect(existsSync(join(terminal.folder, 'a'))).toBe(false);
  });
});
