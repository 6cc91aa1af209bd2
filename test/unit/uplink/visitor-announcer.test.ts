import { expect, it } from 'vitest';
import type { Decision } from '../../../src/access/domain/policy.js';
import type { Presentation } from '../../../src/access/domain/presentation.js';
import { visitorAnnouncer } from '../../../src/uplink/visitor-announcer.js';
import { ManualClock } from '../../support/manual-clock.js';
import { silentLog } from '../../support/silent-log.js';
import { TestUplink } from '../../support/test-uplink.js';

const granted: Decision = { kind: 'granted', person: 'ada' };
const late: Decision = { kind: 'denied', reason: 'expired', person: 'ada' };
const stranger: Decision = { kind: 'denied', reason: 'unknown' };
const presentation = {} as Presentation;

function open(names: boolean) {
  const [clock, uplink] = [new ManualClock(), new TestUplink()];
  const nameOf = (person: string) => `Name of ${person}`;
  const announcer = visitorAnnouncer({ uplink, names, nameOf, clock, log: silentLog });
  const tell = (decision: Decision) => announcer.decided(presentation, decision, {});
  return { uplink, tell, at: clock.wall() };
}

it('tells names only where that is wanted, and of people whom the terminal knows', () => {
  const { uplink, tell, at } = open(true);
  for (const decision of [granted, late, stranger]) tell(decision);
  expect(uplink.visitors).toEqual([
    { at, visitor: 'Name of ada', granted: true },
    { at, visitor: 'Name of ada', granted: false },
    { at, visitor: 'denied', granted: false },
  ]);
});

it('tells no names otherwise', () => {
  const { uplink, tell } = open(false);
  for (const decision of [granted, late, stranger]) tell(decision);
  expect(uplink.visitors.map(({ visitor }) => visitor)).toEqual(['granted', 'denied', 'denied']);
});

it('keeps visitors to itself without a connection', () => {
  const { uplink, tell } = open(true);
  uplink.online = false;
  tell(granted);
  expect(uplink.visitors).toEqual([]);
});
