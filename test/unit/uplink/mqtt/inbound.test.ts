import { expect, it } from 'vitest';
import type { CommandName } from '../../../../src/protocol/domain/command.js';
import { topics } from '../../../../src/protocol/wire/topics.js';
import { gateOf } from '../../../support/gate.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { Site } from '../../../support/site.js';

const site = new Site();

function flooded() {
  const clock = new ManualClock();
  const { calls, codes, gate } = gateOf(site, clock);
  const receive = (name: CommandName, payload: string) =>
    gate.receive({ topic: topics.request('hq', 'door-1', name), payload: Buffer.from(payload), retained: false });
  return { calls, codes, receive };
}

it('a key that sends too many commands is refused, and its lockdown is heard', () => {
  const { calls, codes, receive } = flooded();
  for (let i = 0; i < 30; i++) receive('time', site.command('time', {}));
  expect(calls).toHaveLength(10);
  expect(codes).toEqual(new Map([['command.rate', 20]]));
  receive('mode', site.command('mode', { mode: 'lockdown' }));
  expect(calls).toHaveLength(11);
});

it('a lockdown is heard through a flood of what nobody signed', () => {
  const { calls, receive } = flooded();
  for (let i = 0; i < 1000; i++) receive('unlock', 'x');
  receive('unlock', site.command('unlock', {}));
  expect(calls).toEqual([]);
  receive('mode', site.command('mode', { mode: 'lockdown' }));
  expect(calls).toEqual(['command']);
});
