import { describe, expect, it } from 'vitest';
import type { ObservedFace } from '../../../src/vision/domain/observation.js';
import { accessTerminal, faceOf } from '../../support/access-terminal.js';
import { headLandmarks } from '../../support/head.js';

describe('AccessLoop, against attacks', () => {
  const checked = (score: number, x = 100): ObservedFace => ({
    ...faceOf(0, x),
    print: ++prints,
    liveness: { kind: 'checked', score },
    detection: { ...faceOf(0, x).detection, landmarks: headLandmarks() },
  });
  let prints = 0;
  type Door = ReturnType<typeof accessTerminal>;
  const visit = async ({ see }: Pick<Door, 'see'>, score: number, frames = 5) => {
    for (let i = 0; i < frames; i++) await see([checked(score)]);
  };
  const leave = ({ state, loop }: Pick<Door, 'state' | 'loop'>) => {
    state.now += 2000;
    loop.sweep();
    return loop.settled();
  };

  it('lets a live visitor in, and audits the score', async () => {
    const door = accessTerminal({ level: 'standard' });
    await visit(door, 3);
    expect(door.state.released).toHaveLength(1);
    expect(door.state.audit[0]?.facts).toMatchObject({ person: 'ada', liveness: 3 });
  });

  it('denies a picture, and audits what told it, but no picture', async () => {
    const door = accessTerminal({ level: 'standard' });
    await visit(door, -5);
    expect(door.state.released).toEqual([]);
    expect(door.state.audit.map(({ kind, facts }) => [kind, facts.reason, facts.detectedBy, facts.liveness])).toEqual([
      ['access.denied', 'attack', 'passive', -5],
    ]);
  });

  it('denies a recording of an earlier visit', async () => {
    const door = accessTerminal({ level: 'standard' });
    const recorded = Array.from({ length: 5 }, () => checked(3));
    for (const shown of recorded) await door.see([shown]);
    expect(door.state.released).toHaveLength(1);
    await leave(door);
    for (const shown of recorded) await door.see([shown]);
    expect(door.state.released).toHaveLength(1);
    expect(door.state.audit.at(-1)?.facts).toMatchObject({ reason: 'attack', detectedBy: 'repeat' });
  });

  it('denies faces that no model checked', async () => {
    const { state, see } = accessTerminal({ level: 'standard' });
    for (let i = 0; i < 5; i++) await see([faceOf(0)]);
    expect(state.released).toEqual([]);
    expect(state.said).toContain('livenessNotChecked');
  });

  it('raises the alarm after some attacks, pauses recognition, and goes on after the pause', async () => {
    const door = accessTerminal({ level: 'standard' });
    await visit(door, -5);
    await leave(door);
    expect(door.loop.health()).toEqual([]);
    await visit(door, -5);
    expect(door.state.audit.map(({ kind }) => kind)).toEqual(['access.denied', 'access.denied', 'access.attackAlarm']);
    expect(door.loop.health()).toMatchObject([{ part: 'recognition', level: 'degraded' }]);
    await leave(door);
    await visit(door, 3);
    expect(door.state.released).toEqual([]);
    expect(door.state.said).toContain('pausedAfterAttacks');
    await leave(door);
    door.state.now += 60_000;
    await visit(door, 3);
    expect(door.state.released).toHaveLength(1);
    expect(door.loop.health()).toEqual([]);
  });

  it('denies who leaves without answering', async () => {
    const door = accessTerminal({ level: 'standard' });
    await visit(door, 0);
    expect(door.state.said).toContain('turnLeft');
    await leave(door);
    expect(door.state.said.slice(-2)).toEqual(expect.arrayContaining(['challengeFailed', 'left']));
    expect(door.state.audit).toMatchObject([
      { kind: 'access.denied', facts: { reason: 'challengeFailed', person: 'ada' } },
    ]);
  });
});
