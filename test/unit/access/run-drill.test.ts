import { expect, it } from 'vitest';
import { drillSteps, instruction } from '../../../src/access/domain/drill-plan.js';
import { type Drill, runDrill } from '../../../src/access/run-drill.js';
import { seconds } from '../../../src/base/units.js';
import type { Observation } from '../../../src/vision/domain/observation.js';
import { filmed, scored, times } from '../../support/drill.js';
import { ManualClock } from '../../support/manual-clock.js';

const live = () => scored(4);
const print = () => scored(-4);
const nobody = () => undefined;

/** A drill before a camera that shows a film, one frame after the other. */
function drillOf(film: readonly Observation[], changes: Partial<Drill> = {}) {
  const clock = new ManualClock();
  const frames = film.values();
  const told: string[] = [];
  const drill: Drill = {
    steps: drillSteps([
      { kind: 'live', count: 1 },
      { kind: 'print', count: 2 },
    ]),
    pad: { bonaFide: 1, attack: -1, frames: 5 },
    async *observations() {
      for (const frame of frames) {
        clock.pass(frame.capturedAt - clock.monotonic());
        yield frame;
        // The next call goes on from there.
        if (frame.capturedAt % 1000 === 0) return;
      }
      throw new Error('the film is over');
    },
    clock,
    patience: seconds(60),
    begun: () => false,
    onStep: ({ kind, number, of }) => told.push(`${kind} ${number}/${of}`),
    onJudged: (_, { outcome }) => told.push(outcome),
    ...changes,
  };
  return { drill, told };
}

it('judges the presentations one after the other', async () => {
  const away = times(14, nobody);
  const film = filmed(...times(5, live), ...away, ...times(4, print), ...away, ...times(4, live));
  const { drill, told } = drillOf(film);
  expect(await runDrill(drill)).toEqual([
    { kind: 'live', outcome: 'live' },
    { kind: 'print', outcome: 'attack' },
    { kind: 'print', outcome: 'live' },
  ]);
  expect(told).toEqual(['live 1/1', 'live', 'print 1/2', 'attack', 'print 2/2', 'live']);
});

it('gives up where no other face comes', async () => {
  const { drill } = drillOf(filmed(...times(5, live), ...times(700, nobody)));
  await expect(runDrill(drill)).rejects.toMatchObject({ code: 'drill.nobody-came' });
});

it('begins at once where the technician says so', async () => {
  let presses = 2;
  const film = filmed(...times(3, live), ...times(12, print));
  const { drill } = drillOf(film, { patience: undefined, begun: () => presses-- > 0 });
  const steps = drillSteps([{ kind: 'print', count: 1 }]);
  expect(await runDrill({ ...drill, steps })).toEqual([{ kind: 'print', outcome: 'live' }]);
});

it('passes on that the camera fails', async () => {
  await expect(runDrill(drillOf([]).drill)).rejects.toThrow('the film is over');
});

it.each(['live', 'print', 'phone', 'tablet', 'poster'])('tells the technician what to do for %s', (kind) => {
  expect(instruction({ kind })).toMatch(kind === 'live' ? /^step in front/ : /^hold up.*only this face/);
});
