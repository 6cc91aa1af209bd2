import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { askDaemon } from '../../../src/control/http/control-client.js';
import { root, TestTerminal } from '../../support/terminal.js';

const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The lines of every `sh` block, without their comments. */
const commands = [...readme.matchAll(/^```sh\n(.*?)^```/gms)]
  .flatMap(([, block]) => (block ?? '').split('\n'))
  .map((line) => line.replace(/\s+#.*$/, '').trim())
  .filter((line) => line !== '');

/** What cannot be run here, and why. */
const elsewhere: readonly (readonly [RegExp, string])[] = [
  [/^npm (start|test|run)/, 'runs by itself, and everything that it runs has tests'],
  [/^sudo |^systemctl |^systemd-/, 'needs systemd: npm run test:vm'],
  [/^bin\/ostiary enroll /, 'needs models and pictures: test/e2e/faces.test.ts'],
  [/^bin\/ostiary fleet /, 'needs a broker and terminals: test/e2e/fleet*.test.ts'],
  [/^bin\/ostiary camera /, 'needs a camera: test/integration/daemon/technician.test.ts'],
];

const reason = (command: string) => elsewhere.find(([pattern]) => pattern.test(command))?.[1];

describe('the commands of the README', () => {
  const terminal = new TestTerminal();
  let background: ReturnType<typeof spawn> | undefined;
  afterAll(() => {
    background?.kill('SIGKILL');
    terminal.remove();
  });

  /** From the terminal's folder, so that nothing is written into the checkout. */
  function run(command: string): ReturnType<typeof spawn> {
    const line = command
      .replace(/^bin\/ostiary/, join(root, 'bin/ostiary'))
      .replace(/^node dist\//, `exec node ${root}/dist/`)
      .replace(/ &$/, '');
    const env = { ...terminal.env, OSTIARY_CONFIG: terminal.config, OSTIARY_SHARED: terminal.folder };
    return spawn('sh', ['-c', line], { cwd: terminal.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  it.each(commands.filter((command) => reason(command) === undefined))(
    '%s',
    async (command) => {
      const child = run(command);
      if (command.endsWith('&')) {
        background = child;
        child.stdout?.resume();
        child.stderr?.resume();
        const status = () => askDaemon(join(terminal.folder, 'control.sock'), '/status').catch(() => '');
        await expect.poll(status, { timeout: 40_000, interval: 100 }).toContain('"store","level":"ok"');
        return;
      }
      const ended = new Promise<number | null>((done) => child.once('close', done));
      const said = await Promise.all([child.stdout, child.stderr].map((stream) => (stream ? text(stream) : '')));
      // There are neither models nor a camera here, and the doctor must say so.
      expect([await ended, said.join('')]).toEqual([command.includes('doctor') ? 69 : 0, expect.any(String)]);
    },
    120_000,
  );

  it.skip.each(commands.flatMap((command) => (reason(command) ? [[command, reason(command)]] : [])))(
    '%s (skipped: %s)',
    () => expect.unreachable(),
  );
});

it('links only to what exists', () => {
  for (const page of [
    'README.md',
    'docs/wiring.md',
    'docs/service.md',
    'docs/operations.md',
    'docs/privacy.md',
    'docs/dependencies.md',
    'docs/configuration.md',
  ]) {
    const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#:]+)\)/g)].map(
      ([, link]) => link ?? '',
    );
    for (const link of links)
      expect([page, link, existsSync(join(root, dirname(page), link))]).toEqual([page, link, true]);
  }
});
