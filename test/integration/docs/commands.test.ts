import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { askDaemon } from '../../../src/control/http/control-client.js';
import { pages, quoted, shellLines } from '../../support/pages.js';
import { root } from '../../support/places.js';
import { TestTerminal } from '../../support/terminal.js';

/** The manual, in the order in which a technician reads it. PROTOCOL.md has a test of its own: test/e2e/protocol-by-hand.test.ts. */
const manual = ['README.md', 'docs/install.md', 'docs/use.md', 'docs/site.md', 'docs/service.md'];
const commands = manual.flatMap((path) => shellLines(readFileSync(join(root, path), 'utf8')));

/** What cannot be run here, and why. */
const elsewhere: readonly (readonly [RegExp, string])[] = [
  [/^npm (start|test|run)/, 'runs by itself, and everything that it runs has tests'],
  [/^sudo apt-get /, 'installs packages of the system'],
  [/^sudo |^systemctl |^systemd-/, 'needs systemd: npm run test:vm'],
  [/^bin\/ostiary enroll /, 'needs models and pictures: test/e2e/faces.test.ts'],
  [/^bin\/ostiary fleet /, 'needs a broker and terminals: test/e2e/fleet*.test.ts'],
  [/^bin\/ostiary camera /, 'needs a camera: test/integration/daemon/technician.test.ts'],
  [/^bin\/ostiary liveness drill/, 'needs a camera and a model: test/e2e/liveness-drill.test.ts'],
];

const reason = (command: string) => elsewhere.find(([pattern]) => pattern.test(command))?.[1];

describe('the commands of the manual', () => {
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

  it('are many, and most of them run here', () => {
    expect(commands.length).toBeGreaterThan(30);
    expect(commands.filter((command) => reason(command) === undefined).length).toBeGreaterThanOrEqual(13);
  });

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

describe('the commands that any page names', async () => {
  const program = await commandLine();
  const named = pages.flatMap(({ path, text }) => {
    const examples = [...shellLines(text), ...quoted(text)].map((example) => example.replace(/^sudo /, ''));
    return examples.filter((example) => /^(bin\/)?ostiary /.test(example)).map((example) => [path, example] as const);
  });

  it('are commands of ostiary, with options that it has', () => {
    expect(named.length).toBeGreaterThan(80);
    expect(named.flatMap(([path, example]) => faultsOf(program, example).map((fault) => `${path}: ${fault}`))).toEqual(
      [],
    );
  });

  it('are told from wrong ones', () => {
    expect(faultsOf(program, 'ostiary config chekc')).toEqual(['ostiary config chekc: no command chekc']);
    expect(faultsOf(program, 'ostiary people')).toEqual(['ostiary people: no command people']);
    expect(faultsOf(program, 'ostiary audit tail --lots 3')).toEqual(['ostiary audit tail --lots 3: no option --lots']);
    expect(faultsOf(program, 'ostiary model add|list|bench')).toEqual([]);
  });

  it('are scripts of package.json where npm runs them', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    const asked = pages.flatMap(({ text }) =>
      [...text.matchAll(/\bnpm run (?:--silent )?([a-z][\w:]*)/g)].map(([, name]) => name),
    );
    expect(asked.filter((name) => !Object.keys(scripts).includes(name ?? ''))).toEqual([]);
  });

  it('are files that exist where node runs them', () => {
    const asked = pages.flatMap(({ text }) =>
      [...text.matchAll(/\bnode ((?:dist|scripts)\/[\w./-]+)/g)].map(([, file]) => file),
    );
    expect(asked.filter((file) => !existsSync(join(root, file ?? '')))).toEqual([]);
  });
});

/** The commands that src/cli.ts joins. */
async function commandLine(): Promise<Command> {
  const program = new Command('ostiary').option('-V, --version');
  const source = readFileSync(join(root, 'src/cli.ts'), 'utf8');
  for (const [, names = '', file = ''] of source.matchAll(/import \{ ([^}]+) \} from '\.\/(cli\/[^']+)'/g)) {
    const parts = (await import(join(root, 'src', file.replace(/\.js$/, '.ts')))) as Record<string, () => Command>;
    for (const name of names.split(', ').filter((one) => one.endsWith('Command'))) {
      const make = parts[name];
      if (make) program.addCommand(make());
    }
  }
  return program;
}

/** What is wrong with an example such as `ostiary config set door.release 3s`; `a|b` stands for several. */
function faultsOf(program: Command, example: string): readonly string[] {
  let command = program;
  const words = example.replace(/ &$/, '').split(/\s+/).slice(1);
  for (const word of words) {
    const option = /^--?[a-z-]+/i.exec(word)?.[0];
    if (option !== undefined) {
      const known =
        option === '--help' || command.options.some(({ long, short }) => option === long || option === short);
      if (!known) return [`${example}: no option ${option}`];
    } else if (command.commands.length > 0 && /^[a-z|-]+$/.test(word)) {
      const found = word.split('|').map((name) => command.commands.find((one) => one.name() === name));
      const [first] = found;
      if (first === undefined || found.includes(undefined)) return [`${example}: no command ${word}`];
      command = first;
    }
  }
  return [];
}
