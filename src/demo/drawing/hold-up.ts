import { randomOf } from '../../base/random.js';
import { develop, type Picture } from './develop.js';
import { type Figure, figureOf } from './figure.js';
import type { Held } from './held.js';
import { type Mesh, part } from './mesh.js';
import { mix } from './noise.js';
import { inventPerson, type Person } from './person.js';
import { phone } from './phone.js';
import { exposeFigure, exposePlace } from './picture.js';
import { print } from './print.js';
import { inventExpression, type Pose } from './shot.js';
import { photograph } from './shown.js';
import type { Point } from './solids.js';
import { approachFrames, corridorLight, doorCamera, stayFrames } from './walk.js';

export const attackKinds = ['print', 'phone'] as const;
/** What a photograph is held up on. */
export type AttackKind = (typeof attackKinds)[number];

/** Increment after any change of what an attack looks like, so that kept frames are rendered again. */
export const attackVersion = 1;

/** Frames in which what was held up is taken away again. */
const leaveFrames = 3;

interface HoldUp {
  /** Whose photograph it is. */
  readonly shown: Person;
  readonly place: number;
  /** Of the sensor's noise. */
  readonly seed: number;
  /** Frames that it is held for. */
  readonly hold?: number;
}

/** The frames of one attack: somebody brings a photograph up to the camera, holds it there and takes it away. As long as `walkUp`. */
export function* holdUp(kind: AttackKind, scene: HoldUp): Generator<Picture> {
  const { shown, place, seed, hold = stayFrames - leaveFrames } = scene;
  const { figure, near } = heldUp(kind, shown);
  const behind = exposePlace(place, doorCamera);
  const light = corridorLight(place);
  for (let i = 0; i < approachFrames + hold + leaveFrames; i++) {
    const away = i < approachFrames ? 1 - (i + 1) / approachFrames : 0;
    const taken = Math.max(0, i + 1 - approachFrames - hold) / leaveFrames;
    const { pose, at } = inHand(shown.seed, i);
    const [x, y, distance] = kind === 'print' ? walked(away, taken, near) : raised(away, taken, near);
    const camera = { ...doorCamera, head: [x + at[0], y + at[1], distance + at[2]] as const };
    const shot = { pose, expression: atRest, light, camera, place, seed: seed + i };
    yield develop(exposeFigure(figure, shot, behind), camera, seed + i);
  }
}

/** Somebody with a photograph of this person, and the distance at which its face is as large as that of somebody at the door. */
export function heldUp(kind: AttackKind, shown: Person): { readonly figure: Figure; readonly near: number } {
  const held = kind === 'print' ? print(printOf(shown), shown.seed) : phone(screenOf(shown), shown.seed);
  return { figure: figureWith(held, inventPerson(shown.seed + holderSeeds)), near: held.near };
}

const holderSeeds = 700_000;
const atRest = inventExpression(randomOf(0), 0);
const far = 20;

const printOf = (shown: Person): Picture => photograph(shown, 558, 750, 0.55, 0.1);
const screenOf = (shown: Person): Picture => photograph(shown, 360, 752, 0.42, 0.45);

/** Somebody walks up behind the sheet, and lowers it. */
function walked(away: number, taken: number, near: number): Point {
  return [0.05, -0.1 - 3.4 * lowered(taken), near * (far / near) ** away];
}

/** Slowly at first; then it is out of the picture at once. */
const lowered = (taken: number): number => Math.min(1, 2.2 * taken ** 3);

/** A telephone is raised into the picture from below, and lowered. */
function raised(away: number, taken: number, near: number): Point {
  const down = Math.max(away ** 1.6, lowered(taken));
  return [0.3 * down, -0.12 - 2.1 * down, near * mix(1, 1.25, down)];
}

/** What a hand does while it holds still: it sways and tilts a little, never twice alike. */
function inHand(seed: number, moment: number): { readonly pose: Pose; readonly at: Point } {
  const wave = (which: number, period: number): number => {
    const r = randomOf(seed, 10, which);
    const [first, second] = [r.between(0, 6.3), r.between(0, 6.3)];
    return (
      0.7 * Math.sin((6.28 * moment) / period + first) + 0.3 * Math.sin((6.28 * moment) / (period * 0.37) + second)
    );
  };
  return {
    pose: { yaw: 0.09 * wave(1, 21), pitch: -0.04 + 0.05 * wave(2, 17), roll: 0.03 + 0.035 * wave(3, 26) },
    at: [0.07 * wave(4, 23), 0.05 * wave(5, 15), 0.08 * wave(6, 19)],
  };
}

/** What is held, and whoever holds it. The holder's head is behind it or outside the picture. */
function figureWith(held: Held, holder: Person): Figure {
  const person = figureOf(holder, atRest);
  const clothes = person.meshes.filter((mesh) => mesh.part === part.clothes);
  return {
    meshes: [...held.meshes, ...clothes.map((mesh) => shifted(mesh, held.holder))],
    painter: (of) => held.painters.get(of) ?? person.painter(of),
    metered: held.metered,
  };
}

function shifted(mesh: Mesh, by: Point): Mesh {
  return { ...mesh, positions: mesh.positions.map((value, i) => value + (by[i % 3] as number)) };
}
