import { develop, type Picture } from '../../src/demo/drawing/develop.js';
import type { Figure } from '../../src/demo/drawing/figure.js';
import { figureOf } from '../../src/demo/drawing/figure.js';
import { type AttackKind, heldUp } from '../../src/demo/drawing/hold-up.js';
import type { Person } from '../../src/demo/drawing/person.js';
import { exposeFigure, exposePlace } from '../../src/demo/drawing/picture.js';
import { corridorLight, doorCamera } from '../../src/demo/drawing/walk.js';

/** What a drawn visitor does, or somebody with a photograph of them: radians, decimetres. */
export interface Moved {
  /** Turned to the image's right. */
  readonly yaw?: number;
  /** Raised. */
  readonly pitch?: number;
  readonly distance?: number;
  /** 0 closed, 1 open; photographs cannot. */
  readonly eyesOpen?: number;
}

/** Films a drawn person, or a photograph of them, who moves as they are told; each frame has noise of its own. */
export function drawnVisitor(person: Person, kind: 'live' | AttackKind, place = 12): (moved: Moved) => Picture {
  const behind = exposePlace(place, doorCamera);
  const light = corridorLight(place);
  const rest = { smile: 0, mouthOpen: 0, browRaise: 0, eyesOpen: 1, gaze: [0, 0] } as const;
  const photograph = kind === 'live' ? undefined : heldUp(kind, person);
  const figureNow = (eyesOpen: number): Figure => photograph?.figure ?? figureOf(person, { ...rest, eyesOpen });
  let seed = 0;
  return ({ yaw = 0, pitch = 0, distance = photograph?.near ?? 6.2, eyesOpen = 1 }) => {
    const camera = { ...doorCamera, head: [0, -0.1, distance] as const };
    const shot = { pose: { yaw, pitch, roll: 0 }, expression: rest, light, camera, place, seed: ++seed };
    return develop(exposeFigure(figureNow(eyesOpen), shot, behind), camera, seed);
  };
}
