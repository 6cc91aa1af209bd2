import { expect, it } from 'vitest';
import type { AuditEvent } from '../../../src/audit/domain/audit.js';
import { CommandRejected } from '../../../src/base/errors.js';
import { type DeliveredKeys, type GroupKeyDelivery, noDelivery } from '../../../src/protocol/domain/group-keys.js';
import { KeyDesk } from '../../../src/uplink/key-desk.js';
import type { RefusedMessage } from '../../../src/uplink/ports/uplink.js';
import { ManualClock } from '../../support/manual-clock.js';
import { MemoryLog } from '../../support/memory-log.js';
import { TestDisk } from '../../support/test-disk.js';
import { turns } from '../../support/turns.js';

const bytes = (fill: number, length = 32) => new Uint8Array(length).fill(fill);

/** `sealed` of a delivery is `open:FILL` or `open:FILL:LENGTH` here; what else it is cannot be opened. */
function open() {
  const [disk, log] = [new TestDisk(), new MemoryLog()];
  const state = { kept: noDelivery as DeliveredKeys, events: [] as AuditEvent[], changes: 0 };
  const adopted: [string, number][] = [];
  const refused: RefusedMessage[] = [];
  const desk = new KeyDesk({
    vault: {
      delivered: async () => state.kept,
      putDelivered: (keys, event) =>
        disk.use(() => {
          state.kept = keys;
          state.events.push(event);
        }),
    },
    galleries: { adopt: async (group, key) => void adopted.push([group, key[0] as number]) },
    open: async (sealed) => {
      const [word, fill, length] = sealed.split(':');
      if (word === 'open') return bytes(Number(fill), length === undefined ? 32 : Number(length));
      throw new CommandRejected('envelope.sealed', 'it cannot be opened', { remedy: 'Seal it for this terminal.' });
    },
    desk: { refuse: (message) => void refused.push(message) },
    clock: new ManualClock(),
    log,
    onChange: () => state.changes++,
  });
  const receive = async (version: number, ...keys: GroupKeyDelivery['keys']) => {
    desk.receive({ site: 'hq', terminal: 'door-1', version, keys });
    await turns();
  };
  return { desk, disk, log, state, adopted, refused, receive };
}

const lobby = (sealed: string) => ({ group: 'lobby', sealed });

it('keeps a new key with its audit event before the galleries have it, and tells', async () => {
  const { receive, state, adopted, disk } = open();
  disk.freeze();
  await receive(1, lobby('open:7'), { group: 'vault', sealed: 'open:8' });
  expect([adopted, state.changes]).toEqual([[], 0]);
  disk.thaw();
  await turns();
  expect(state.kept).toEqual({ version: 1, keys: { lobby: [bytes(7)], vault: [bytes(8)] } });
  expect(state.events).toMatchObject([{ kind: 'keys.delivered', facts: { version: 1, groups: 'lobby vault' } }]);
  expect([adopted, state.changes]).toEqual([
    [
      ['lobby', 7],
      ['vault', 8],
    ],
    1,
  ]);
});

it('keeps the key before, which opens what serves, and none older', async () => {
  const { receive, state } = open();
  await receive(1, lobby('open:1'));
  await receive(2, lobby('open:2'));
  await receive(3, lobby('open:3'));
  expect(state.kept.keys.lobby).toEqual([bytes(3), bytes(2)]);
});

it('takes the delivery that the broker repeats for no news, and an older one for a refusal', async () => {
  const { receive, state, refused, adopted } = open();
  await receive(2, lobby('open:2'));
  await receive(2, lobby('open:9'));
  expect([state.events.length, refused]).toEqual([1, []]);
  await receive(1, lobby('open:1'));
  expect(refused).toMatchObject([{ kind: 'groupKeys', fault: { code: 'key.delivery-old' } }]);
  expect(adopted).toEqual([['lobby', 2]]);
});

it.each([
  ['is too short', 'open:7:31', 'key.length'],
  ['was sealed for somebody else', 'shut', 'envelope.sealed'],
])('takes nothing of a delivery with a key that %s', async (_, sealed, code) => {
  const { receive, state, refused, adopted } = open();
  await receive(1, lobby('open:7'), { group: 'vault', sealed });
  expect(refused).toMatchObject([{ kind: 'groupKeys', fault: { code } }]);
  expect([state.kept, adopted, state.changes]).toEqual([noDelivery, [], 0]);
});

it('takes a delivery again that could not be stored', async () => {
  const { receive, disk, state, adopted, refused, log } = open();
  disk.full = true;
  await receive(1, lobby('open:7'));
  expect([adopted, state.changes, refused]).toEqual([[], 0, []]);
  expect(log.at('error')).toEqual(['cannot store new group keys']);
  disk.full = false;
  await receive(1, lobby('open:7'));
  expect(adopted).toEqual([['lobby', 7]]);
});

it('takes one delivery after the other, however the disk delays the first', async () => {
  const { desk, disk, state } = open();
  disk.freeze();
  for (const version of [1, 2])
    desk.receive({ site: 'hq', terminal: 'door-1', version, keys: [lobby(`open:${version}`)] });
  await turns();
  disk.thaw();
  await turns();
  expect(state.kept).toEqual({ version: 2, keys: { lobby: [bytes(2), bytes(1)] } });
});
