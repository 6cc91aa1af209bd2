import { randomOf } from '../../base/random.js';
import { develop, type Picture } from './develop.js';
import { figureOf } from './figure.js';
import type { Person } from './person.js';
import { exposeFigure, exposePlace } from './picture.js';
import { type Camera, inventExpression, inventLight, inventPose, type Light, type Shot } from './shot.js';

/** Frames of one visitor: coming closer, then standing before the door. */
export const approachFrames = 8;
export const stayFrames = 14;

/** The terminal's camera in a corridor; visitors walk up to it until their face is about 200 pixels high. */
export const doorCamera: Camera = {
  width: 640,
  height: 480,
  focal: 560,
  head: [0, 0, 0],
  exposure: 0.26,
  blur: 0.6,
  noise: 1.5,
};
const far = 24;
const near = 6.2;
/** Poses that a standing person sways between; rendering every frame anew would cost more and show nothing new. */
const swaying = 3;

/** The light that falls on visitors. */
export const corridorLight = (place: number): Light => inventLight(randomOf(place, 7), 0.3);

/** `count` frames of the empty corridor, told apart by their noise. */
export function* emptyFrames(place: number, count: number, seed: number): Generator<Picture> {
  const light = exposePlace(place, doorCamera);
  for (let i = 0; i < count; i++) yield develop(light, doorCamera, seed + i);
}

/** The frames of one visit: the person walks up, looks at the camera and stays a moment. */
export function* walkUp(person: Person, place: number, seed: number): Generator<Picture> {
  const r = randomOf(person.seed, 4);
  const figure = figureOf(person, inventExpression(r, 0.5));
  const behind = exposePlace(place, doorCamera);
  const at = (moment: number, distance: number) =>
    exposeFigure(figure, shotAt(place, person.seed * 100 + moment, distance), behind);
  for (let i = 0; i < approachFrames; i++) {
    const distance = far + (near - far) * ((i + 1) / approachFrames);
    yield develop(at(i, distance), doorCamera, seed + i);
  }
  const standing = Array.from({ length: swaying }, (_, i) => at(approachFrames + i, near));
  for (let i = 0; i < stayFrames; i++) {
    yield develop(standing[i % swaying] as Float32Array, doorCamera, seed + approachFrames + i);
  }
}

function shotAt(place: number, moment: number, distance: number): Shot {
  const r = randomOf(place, moment, 6);
  return {
    pose: inventPose(r, 0.3),
    expression: inventExpression(r, 0),
    light: corridorLight(place),
    camera: { ...doorCamera, head: [r.normal(0, 0.12), r.normal(-0.1, 0.05), distance] },
    place,
    seed: moment,
  };
}
