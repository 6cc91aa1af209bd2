import { expect, it } from 'vitest';
import { Announcers } from '../../../src/access/announcers.js';
import type { Presentation } from '../../../src/access/domain/presentation.js';
import type { Announcer } from '../../../src/access/ports/announcer.js';
import { MemoryLog } from '../../support/memory-log.js';

function remembering() {
  const heard: unknown[][] = [];
  const announcer: Announcer = {
    arrived: (...said) => void heard.push(['arrived', ...said]),
    pending: (...said) => void heard.push(['pending', ...said]),
    decided: (...said) => void heard.push(['decided', ...said]),
    left: (...said) => void heard.push(['left', ...said]),
  };
  return { heard, announcer };
}

const presentation = {} as Presentation;

it('tells everybody everything, in order, and whoever came later from then on', () => {
  const [first, second, late] = [remembering(), remembering(), remembering()];
  const all = new Announcers([first.announcer, second.announcer], new MemoryLog());
  all.arrived(presentation);
  all.pending(presentation, 'moreFrames');
  all.add(late.announcer);
  all.decided(presentation, { kind: 'granted', person: 'ada' }, { similarity: 0.7 });
  all.left(presentation);
  const rest = [
    ['decided', presentation, { kind: 'granted', person: 'ada' }, { similarity: 0.7 }],
    ['left', presentation],
  ];
  const heard = [['arrived', presentation], ['pending', presentation, 'moreFrames'], ...rest];
  expect([first.heard, second.heard, late.heard]).toEqual([heard, heard, rest]);
});

it('lets one that fails keep nothing from the others', () => {
  const [good, log] = [remembering(), new MemoryLog()];
  const fail = () => {
    throw new Error('the screen is gone');
  };
  const all = new Announcers([{ arrived: fail, pending: fail, decided: fail, left: fail }, good.announcer], log);
  all.arrived(presentation);
  all.left(presentation);
  expect(good.heard).toHaveLength(2);
  expect(log.lines).toMatchObject([{ level: 'error', facts: { fault: 'the screen is gone' } }, { level: 'error' }]);
});
