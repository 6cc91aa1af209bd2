import { afterEach, expect, it } from 'vitest';
import { StorageThread } from '../../../../src/database/thread/storage-thread.js';

interface Tables {
  echo(text: string): string;
  die(): void;
}

/** Answers as serveTables does; `die` ends the thread. */
const code = `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', ({ id, call }) => {
    if (call?.method === 'die') process.exit(3);
    parentPort.postMessage({ id, value: call?.args[0] });
  });`;

let thread: StorageThread;
const open = () => {
  thread = new StorageThread({
    file: new URL(`data:text/javascript,${encodeURIComponent(code)}`),
    name: 'test',
    path: '/the/file',
    workerData: undefined,
  });
  return thread.method<Tables>('echoes');
};
afterEach(() => thread.close());

it('answers each call', async () => {
  const echo = open()('echo');
  expect(await Promise.all([echo('a'), echo('b')])).toEqual(['a', 'b']);
});

it('rejects what a thread that died held, and starts another', async () => {
  const method = open();
  const [echo, die] = [method('echo'), method('die')];
  const lost = expect.objectContaining({ code: 'store.worker-lost', context: { path: '/the/file' } });
  const held = Promise.allSettled([die(), echo('a')]);
  expect(await held).toEqual([
    { status: 'rejected', reason: lost },
    { status: 'rejected', reason: lost },
  ]);
  expect(await echo('b')).toBe('b');
});

it('closes without ever having started', async () => {
  open();
  await thread.close();
});
