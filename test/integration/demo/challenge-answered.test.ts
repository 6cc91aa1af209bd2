import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  answer,
  beginChallenge,
  type ChallengeAction,
  type ChallengeOutcome,
} from '../../../src/access/domain/challenge.js';
import type { LiveLook } from '../../../src/access/domain/live-evidence.js';
import { poseOf } from '../../../src/access/domain/pose.js';
import { instant, seconds } from '../../../src/base/units.js';
import type { DrawnActor } from '../../../src/demo/cast.js';
import { cast } from '../../../src/demo/cast.js';
import { drawnVisitor, type Moved } from '../../support/drawn-visitor.js';
import { needs } from '../../support/needs.js';
import { root } from '../../support/places.js';
import { openTestPipeline } from '../../support/terminal.js';

const now = instant(0);
const within = seconds(6);
const [visitor] = cast.filter(({ name }) => name === 'Finn') as [DrawnActor];
/** About 35 degrees a second, as a camera of ten frames a second sees it. */
const turning = [0, 0.06, 0.12, 0.18, 0.24, 0.3, 0.36];

needs('models').describe('a challenge, through the shipped detector', { timeout: 240_000 }, async () => {
  const pipeline = await openTestPipeline({
    detector: join(root, 'models/detector-wicket'),
    embedder: join(root, 'models/embedder-ostiary'),
  });

  async function looksOf(kind: 'live' | 'print', moves: readonly Moved[]): Promise<readonly LiveLook[]> {
    const film = drawnVisitor(visitor.person, kind);
    const looks: LiveLook[] = [];
    for (const moved of moves) {
      const [face] = pipeline.process(film(moved)).faces;
      if (face === undefined) throw new Error(`no face: ${JSON.stringify(moved)}`);
      looks.push({ liveness: face.liveness, landmarks: face.detection.landmarks, print: face.print });
      // Drawing takes long, and the test runner must hear from us.
      await new Promise(setImmediate);
    }
    return looks;
  }

  function outcomeOf(action: ChallengeAction, looks: readonly LiveLook[]): ChallengeOutcome {
    const begun = beginChallenge([action], looks[0] as LiveLook, now, within);
    if (begun === undefined) throw new Error('no pose to begin from');
    let challenge = begun;
    for (const look of looks) {
      const next = answer(challenge, look, now, within);
      challenge = next.challenge;
      if (next.outcome !== 'going') return next.outcome;
    }
    return 'going';
  }

  it('is passed by a drawn head that turns, and failed by one that turns the other way', async () => {
    const left = await looksOf(
      'live',
      turning.map((yaw) => ({ yaw })),
    );
    expect(outcomeOf('turnLeft', left)).toBe('passed');
    expect(outcomeOf('turnRight', left)).toBe('failed');
    const [first, last] = [left[0], left.at(-1)].map((look) => poseOf((look as LiveLook).landmarks));
    expect((last?.sideways ?? 0) - (first?.sideways ?? 0)).toBeGreaterThan(0.2);
    const right = await looksOf(
      'live',
      turning.map((yaw) => ({ yaw: -yaw })),
    );
    expect(outcomeOf('turnRight', right)).toBe('passed');
  });

  it('is passed by a drawn head that comes nearer', async () => {
    const looks = await looksOf('live', [{}, { distance: 5.4 }, { distance: 4.6 }]);
    expect(outcomeOf('comeNearer', looks)).toBe('passed');
  });

  it('is not passed by a print that is turned and tilted', async () => {
    const swing = [0, 0.15, 0.3, 0.45, 0.6];
    const looks = await looksOf('print', [
      ...swing.map((yaw) => ({ yaw })),
      ...swing.map((yaw) => ({ yaw: -yaw })),
      ...swing.map((pitch) => ({ pitch })),
    ]);
    for (const action of ['turnLeft', 'turnRight'] as const) {
      for (const shown of [looks, looks.slice(5), looks.slice(10)]) {
        expect(outcomeOf(action, shown), action).not.toBe('passed');
      }
    }
  });
});
