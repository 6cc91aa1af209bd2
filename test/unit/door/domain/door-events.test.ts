import { describe, expect, it } from 'vitest';
import { instant, millis } from '../../../../src/base/units.js';
import { type Door, type DoorInput, initialDoor, next } from '../../../../src/door/domain/door.js';
import { doorEvents } from '../../../../src/door/domain/door-events.js';

const times = { release: millis(5000), heldOpenAfter: millis(30_000) };

/** Plays the inputs and answers `kind facts` of each event. */
function play(...inputs: readonly [at: number, input: DoorInput][]): readonly string[] {
  let door: Door = initialDoor;
  return inputs.flatMap(([at, input]) => {
    const before = door;
    door = next(before, input, instant(at), times);
    return doorEvents(before, door, input).map(({ kind, facts }) => `${kind} ${JSON.stringify(facts)}`);
  });
}

const grant: DoorInput = { kind: 'release', cause: { kind: 'grant', decision: 'd1', person: 'p1' } };
const closing: DoorInput = { kind: 'contact', open: false };
const opening: DoorInput = { kind: 'contact', open: true };

describe('doorEvents', () => {
  it('tells a visit', () => {
    expect(play([0, closing], [100, grant], [900, opening], [3000, closing])).toEqual([
      'door.closed {}',
      'door.released {"cause":"grant","decision":"d1","person":"p1"}',
      'door.opened {"released":true}',
      'door.secured {"reason":"opened"}',
      'door.closed {}',
    ]);
  });

  it('tells a release that nobody used', () => {
    const events = play([0, { kind: 'release', cause: { kind: 'remote', command: 'c1' } }], [5000, { kind: 'tick' }]);
    expect(events).toEqual(['door.released {"cause":"remote","command":"c1"}', 'door.secured {"reason":"time"}']);
  });

  it('tells a forced door, and who cleared it', () => {
    const rex: DoorInput = { kind: 'release', cause: { kind: 'rex' } };
    expect(play([0, closing], [100, opening], [200, rex])).toEqual([
      'door.closed {}',
      'door.opened {"released":false}',
      'door.forcedOpen {}',
      'door.alarmCleared {"alarm":"forcedOpen"}',
      'door.released {"cause":"rex"}',
    ]);
  });

  it('tells modes and what they did to the strike', () => {
    const mode = (m: Door['mode']): DoorInput => ({ kind: 'mode', mode: m });
    expect(play([0, mode('unlocked')], [1, mode('lockdown')], [2, grant], [3, mode('normal')])).toEqual([
      'door.mode {"mode":"unlocked","before":"normal"}',
      'door.released {"cause":"mode"}',
      'door.mode {"mode":"lockdown","before":"unlocked"}',
      'door.secured {"reason":"mode"}',
      'door.mode {"mode":"normal","before":"lockdown"}',
    ]);
  });

  it('tells held open', () => {
    expect(play([0, opening], [30_000, { kind: 'tick' }])).toEqual([
      'door.opened {"released":false}',
      'door.heldOpen {}',
    ]);
  });
});
