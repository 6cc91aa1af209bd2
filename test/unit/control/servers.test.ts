import { expect, it } from 'vitest';
import { type Server, startServers } from '../../../src/control/servers.js';
import { MemoryLog } from '../../support/memory-log.js';

it('starts what can be started, and says what cannot and what fails later', async () => {
  const log = new MemoryLog();
  const closed: string[] = [];
  let failLater = (_: Error) => {};
  const good =
    (name: string): Server =>
    async (onFault) => {
      failLater = onFault;
      return async () => void closed.push(name);
    };
  const taken: Server = async () => {
    throw new Error('the port is taken');
  };
  const open = await startServers([good('socket'), taken, good('metrics')], log);
  expect(log.lines).toEqual([
    { level: 'warn', facts: { fault: 'the port is taken' }, message: 'cannot serve status or metrics' },
  ]);
  failLater(new Error('too many open files'));
  expect(log.at('warn')).toEqual(['cannot serve status or metrics', 'the status server failed']);
  for (const close of open) await close();
  expect(closed).toEqual(['socket', 'metrics']);
});
