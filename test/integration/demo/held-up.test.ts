import { describe, expect, it } from 'vitest';
import type { Picture } from '../../../src/demo/drawing/develop.js';
import { attackKinds, heldUp, holdUp } from '../../../src/demo/drawing/hold-up.js';
import { part } from '../../../src/demo/drawing/mesh.js';
import { inventPerson } from '../../../src/demo/drawing/person.js';
import { approachFrames, stayFrames, walkUp } from '../../../src/demo/drawing/walk.js';
import { fingerprint } from '../../../src/vision/imaging/fingerprint.js';

const person = inventPerson(7);

/** Number of pictures that are different. */
async function different(pictures: Iterable<Picture>): Promise<number> {
  const prints = new Set<number>();
  for (const { data } of pictures) {
    prints.add(fingerprint(data));
    // Drawing takes long, and the test runner must hear from us.
    await new Promise(setImmediate);
  }
  return prints.size;
}

describe.each(attackKinds)('a photograph on a %s', (kind) => {
  it('is held by hands, and the face of whoever holds it is not drawn', () => {
    const drawn = new Set(heldUp(kind, person).figure.meshes.map((mesh) => mesh.part));
    expect(drawn).toContain(part.hand);
    expect(drawn).toContain(part.clothes);
    expect(drawn).not.toContain(part.skin);
  });

  it('comes up, is taken away, and never looks the same twice', { timeout: 240_000 }, async () => {
    expect(await different(holdUp(kind, { shown: person, place: 3, seed: 5, hold: 1 }))).toBe(approachFrames + 1 + 3);
  });
});

it('a living visitor never looks the same twice', { timeout: 240_000 }, async () => {
  expect(await different(walkUp(person, 3, 5))).toBe(approachFrames + stayFrames);
});
