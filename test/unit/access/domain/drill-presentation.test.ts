import { describe, expect, it } from 'vitest';
import {
  awaitPresentation,
  beginNow,
  type DrillPresentation,
  follow,
} from '../../../../src/access/domain/drill-presentation.js';
import { instant } from '../../../../src/base/units.js';
import type { Observation, ObservedFace } from '../../../../src/vision/domain/observation.js';
import { blurred, filmed, scored, times } from '../../../support/drill.js';

const pad = { bonaFide: 1, attack: -1, frames: 5 };
const live = () => scored(4);
const print = () => scored(-4);
const nobody = () => undefined;
const first = awaitPresentation(true, instant(1000));
const second = awaitPresentation(false, instant(1000));

/** How a presentation ends, and with which frame. */
function play(begin: DrillPresentation, film: readonly Observation[]): string {
  let presentation = begin;
  for (const [i, observation] of film.entries()) {
    const { next, judged } = follow(presentation, observation, pad);
    if (judged !== undefined) return `${judged.outcome} of ${judged.looks} at ${i}`;
    presentation = next;
  }
  return presentation.phase;
}

describe('a presentation of a drill', () => {
  it.each<[string, DrillPresentation, readonly (ObservedFace | undefined)[], string]>([
    ['begins with the first face', first, [undefined, ...times(3, live)], 'live of 3 at 3'],
    ['waits for a face', first, times(300, nobody), 'waiting'],
    ['waits until the face before has left', second, times(50, live), 'leaving'],
    ['and that for a second', second, [live(), ...times(9, nobody), ...times(9, print)], 'leaving'],
    ['then begins', second, [live(), ...times(11, nobody), ...times(3, print)], 'attack of 3 at 14'],
    ['takes only good frames', first, [blurred(), blurred(), ...times(3, print)], 'attack of 3 at 4'],
    ['takes five frames where three do not decide', first, times(9, () => scored(0)), 'undecided of 5 at 4'],
    ['ends when the face leaves', first, [...times(4, () => scored(0)), ...times(16, nobody)], 'undecided of 4 at 19'],
    ['of too few frames, in nothing', first, [live(), live(), ...times(16, nobody), live()], 'noResponse of 2 at 17'],
    ['ends without a usable face', first, [blurred(), ...times(17, nobody)], 'noResponse of 0 at 16'],
    ['ends after 20 s', first, times(300, blurred), 'noResponse of 0 at 201'],
    [
      'starts afresh with a face in another place',
      first,
      [live(), live(), ...times(3, () => scored(-4, 400))],
      'attack of 3 at 4',
    ],
  ])('%s', (_, begin, faces, expected) => {
    expect(play(begin, filmed(...faces))).toBe(expected);
  });

  it('begins when the technician says so, whatever the face before does', () => {
    const begun = beginNow(second, instant(1200));
    expect(play(begun, filmed(...times(9, print)))).toBe('attack of 3 at 4');
    expect(play(begun, filmed(...times(300, nobody)))).toBe('noResponse of 0 at 203');
    expect(beginNow(begun, instant(9000))).toBe(begun);
  });
});
