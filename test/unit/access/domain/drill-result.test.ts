import { describe, expect, it } from 'vitest';
import { drillFacts, drillFaults } from '../../../../src/access/domain/drill-result.js';
import type { PresentationClass } from '../../../../src/access/domain/judge-presentation.js';
import type { Classified } from '../../../../src/evaluation/domain/attack-rates.js';

/** So many of each outcome: live, undecided, attack, without a usable face. */
function many(kind: string, ...counts: readonly [number, number, number, number]): readonly Classified[] {
  const outcomes: readonly PresentationClass[] = ['live', 'undecided', 'attack', 'noResponse'];
  return outcomes.flatMap((outcome, i) => Array.from({ length: counts[i] ?? 0 }, () => ({ kind, outcome })));
}

describe('drillFaults', () => {
  it.each<[string, readonly Classified[], readonly RegExp[]]>([
    ['all as it should be', [...many('live', 10, 0, 0, 0), ...many('print', 0, 0, 5, 0)], []],
    ['one of ten visits not found live', [...many('live', 9, 1, 0, 0), ...many('print', 0, 0, 5, 0)], []],
    ['two of ten', [...many('live', 8, 1, 1, 0), ...many('print', 0, 0, 5, 0)], [/2 of 10 live visits/]],
    ['visits without a usable face', [...many('live', 8, 0, 0, 2), ...many('print', 0, 0, 5, 0)], [/2 of 10 live/]],
    ['one of nine', [...many('live', 8, 1, 0, 0), ...many('print', 0, 0, 5, 0)], [/1 of 9 live visits/]],
    ['undecided attacks: the door would ask', [...many('live', 5, 0, 0, 0), ...many('print', 0, 2, 3, 0)], []],
    [
      'an attack that is found live',
      [...many('live', 10, 0, 0, 0), ...many('print', 0, 0, 5, 0), ...many('phone', 1, 0, 4, 0)],
      [/^1 attacks were taken for live: phone$/],
    ],
    ['too few visits', [...many('live', 4, 0, 0, 0), ...many('print', 0, 0, 5, 0)], [/4 live visits are too few/]],
    ['too few attacks', [...many('live', 5, 0, 0, 0), ...many('print', 0, 0, 4, 9)], [/4 attacks .* too few/]],
    ['nothing at all', [], [/0 live visits/, /0 attacks/]],
  ])('%s', (_, presentations, expected) => {
    const faults = drillFaults(presentations);
    expect(faults).toEqual(expected.map((words) => expect.stringMatching(words)));
  });
});

it('drillFacts are numbers by species, and what they were measured with', () => {
  const presentations = [...many('live', 5, 0, 0, 0), ...many('print', 0, 1, 3, 1), ...many('poster', 0, 0, 1, 0)];
  const pad = { bonaFide: 1.5, attack: -1, frames: 5 };
  const model = { name: 'pad-x', digest: '0123456789abcdef' };
  expect(drillFacts(presentations, { door: 'main', model, pad, user: 1000 })).toEqual({
    door: 'main',
    passed: true,
    user: 1000,
    model: 'pad-x',
    digest: '0123456789abcdef',
    bonaFideFrom: 1.5,
    attackBelow: -1,
    frames: 5,
    'live.shown': 5,
    'live.live': 5,
    'live.undecided': 0,
    'live.attack': 0,
    'live.noFace': 0,
    'print.shown': 5,
    'print.live': 0,
    'print.undecided': 1,
    'print.attack': 3,
    'print.noFace': 1,
    'poster.shown': 1,
    'poster.live': 0,
    'poster.undecided': 0,
    'poster.attack': 1,
    'poster.noFace': 0,
  });
});
