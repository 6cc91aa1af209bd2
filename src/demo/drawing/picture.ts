import { background } from './background.js';
import { blur, develop, type Exposure, type Picture } from './develop.js';
import { type Figure, figureOf } from './figure.js';
import { part } from './mesh.js';
import type { Person } from './person.js';
import { Surface } from './raster.js';
import { type Scene, shader } from './shade.js';
import type { Camera, Shot } from './shot.js';
import { lampSize, lampView, moved, place, throughLens, underLamp } from './view.js';

/** Renders a drawn person. The same arguments give the same pixels. */
export function render(person: Person, shot: Shot): Picture {
  const behind = exposePlace(shot.place, shot.camera);
  return develop(exposeFigure(figureOf(person, shot.expression), shot, behind), shot.camera, shot.seed);
}

/** The empty place. */
export function exposePlace(place: number, { width, height }: Camera): Exposure {
  const light = new Float32Array(width * height * 3);
  const paint = background(place);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) paint(x / width, y / height, light, at);
  }
  return light;
}

/** A figure before a place, as `exposePlace` gives it. */
export function exposeFigure(figure: Figure, shot: Shot, behind: Exposure): Exposure {
  const { width, height, blur: deviation } = shot.camera;
  const light = behind.slice();
  paintFigure(figure, shot, light);
  return blur(light, width, height, deviation);
}

/** Surface pixels along one picture pixel. */
const scale = 2;

const fine: ReadonlySet<number> = new Set([part.paper, part.screen]);

/** Puts the figure into the light of the picture. */
function paintFigure(figure: Figure, shot: Shot, light: Exposure): void {
  const { width, height } = shot.camera;
  const scene = compose(figure, shot);
  const { part: parts, distance } = scene.surface;
  const shade = shader(scene);
  const own = new Float32Array(light.length);
  const cover = new Float32Array(width * height);
  const colour = new Float64Array(3);
  const metered = { light: 0, pixels: 0 };
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      const first = (y * width * scale + x) * scale;
      const below = first + width * scale;
      if (
        (parts[first] as number) +
          (parts[first + 1] as number) +
          (parts[below] as number) +
          (parts[below + 1] as number) ===
        0
      )
        continue;
      const samples = [first, first + 1, below, below + 1];
      const shown = samples.filter((i) => parts[i] !== part.none);
      const [lead] = shown;
      if (lead === undefined) continue;
      // One sample speaks for a whole pixel unless an edge runs through it, two where the surface has a fine pattern.
      const near = (i: number): boolean =>
        parts[i] === parts[lead] && Math.abs((distance[i] as number) - (distance[lead] as number)) < 0.03;
      const inside = fine.has(parts[lead] as number) ? [first, below + 1] : [samples[(x + y) & 3] as number];
      const shaded = shown.length === 4 && shown.every(near) ? inside : shown;
      for (const i of shaded) {
        shade(i, colour);
        for (let c = 0; c < 3; c++)
          own[pixel * 3 + c] = (own[pixel * 3 + c] as number) + (colour[c] as number) / shaded.length;
      }
      cover[pixel] = shown.length / samples.length;
      if (parts[lead] !== figure.metered) continue;
      metered.light +=
        0.3 * (own[pixel * 3] as number) + 0.6 * (own[pixel * 3 + 1] as number) + 0.1 * (own[pixel * 3 + 2] as number);
      metered.pixels++;
    }
  }
  const gain = exposureFor(shot.camera, metered);
  for (let i = 0; i < light.length; i++) {
    const share = cover[Math.floor(i / 3)] as number;
    light[i] = (light[i] as number) * (1 - share) + (own[i] as number) * gain * share;
  }
}

/** Cameras expose for the face, yet dark skin stays darker than fair skin. */
function exposureFor({ exposure }: Camera, { light, pixels }: { light: number; pixels: number }): number {
  return pixels === 0 ? 1 : exposure / (light / pixels) ** 0.75;
}

function compose({ meshes, painter }: Figure, { pose, camera, light }: Shot): Scene {
  const surface = new Surface(camera.width * scale, camera.height * scale);
  const lit = new Surface(lampSize, lampSize);
  const lamp = lampView(light, camera.head);
  for (const mesh of meshes) {
    // Shoulders follow the head only a little.
    const seen = moved(mesh, place(pose, camera.head, mesh.part === part.clothes ? 0.3 : 1));
    surface.draw(mesh, throughLens(seen, camera, scale));
    lit.draw(mesh, underLamp(seen, lamp));
  }
  return { surface, lit, lamp, light, camera, scale, painter };
}
