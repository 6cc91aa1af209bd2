import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { root } from '../../support/places.js';

const log = JSON.stringify(join(root, 'dist/platform/log/log.js'));
const output = JSON.stringify(join(root, 'dist/platform/log/output.js'));
const children: ChildProcessByStdio<null, Readable, Readable>[] = [];

function script(code: string): ChildProcessByStdio<null, Readable, Readable> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Logs 4 MB, four times what is kept, in 2 s; then tells on standard output the longest time without a turn of its loop. */
const chatter = (pretty: boolean) => `
  import { createLog } from ${log};
  const log = createLog({ level: 'info', pretty: ${pretty} });
  let last = performance.now(), longest = 0, turns = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    for (let i = 0; i < 20; i++) log.info({ text: 'x'.repeat(1000) }, 'talk');
    if (++turns === 200) { clearInterval(timer); process.stdout.write(JSON.stringify({ longest }) + '\\n', () => process.exit(0)); }
  }, 10);`;

describe('a log that nobody reads', () => {
  it.each([false, true])(
    'never holds up the event loop, nor the exit (pretty: %s)',
    async (pretty) => {
      const child = script(chatter(pretty));
      // Its standard error is a pipe that nobody empties.
      const exited = once(child, 'exit');
      const { longest } = JSON.parse(await text(child.stdout)) as { longest: number };
      expect(longest).toBeLessThan(1500);
      expect(await exited).toEqual([0, null]);
    },
    30_000,
  );

  it('says how much was dropped when it is read again', async () => {
    const child = script(`
      import { createLog } from ${log};
      const log = createLog({ level: 'info', pretty: false });
      for (let i = 0; i < 3000; i++) log.info({ text: 'x'.repeat(1000) }, 'talk');
      const timer = setInterval(() => log.info({}, 'later'), 100);
      setTimeout(() => process.exit(0), 3000);`);
    let said = '';
    for await (const chunk of child.stderr) {
      said += chunk;
      if (/"lines":\d+/.test(said)) child.kill();
    }
    expect(said).toContain('log lines were dropped');
    expect(Number(/"lines":(\d+)/.exec(said)?.[1])).toBeGreaterThan(1000);
  }, 30_000);
});

describe('a reader that goes away', () => {
  it.each([1, 2])(
    'silences descriptor %s and ends nothing',
    async (fd) => {
      const child = script(`
      import { output } from ${output};
      const out = output(${fd});
      setInterval(() => out.write('line\\n'), 20);
      setTimeout(() => process.exit(7), 1500);`);
      (fd === 1 ? child.stdout : child.stderr).destroy();
      expect(await once(child, 'exit')).toEqual([7, null]);
    },
    20_000,
  );
});

it('hands out the last lines at exit, and cuts secrets out of what it logs', async () => {
  const child = script(`
    import { createLog } from ${log};
    const log = createLog({ level: 'info', pretty: false });
    log.info({ name: 'Ada', a: { embedding: [1], b: { name: 'Ada', c: { name: 'Ada' } } }, list: [{ name: 'Ada' }] }, 'last');
    process.exit(3);`);
  const said = await text(child.stderr);
  expect(said).toContain('"msg":"last"');
  expect(said).not.toContain('Ada');
  expect(said).not.toContain('[1]');
});
