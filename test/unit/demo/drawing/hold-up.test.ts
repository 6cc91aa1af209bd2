import { describe, expect, it } from 'vitest';
import { attackKinds, heldUp, holdUp } from '../../../../src/demo/drawing/hold-up.js';
import { part } from '../../../../src/demo/drawing/mesh.js';
import { inventPerson } from '../../../../src/demo/drawing/person.js';
import { approachFrames, stayFrames, walkUp } from '../../../../src/demo/drawing/walk.js';
import { fingerprint } from '../../../../src/vision/imaging/fingerprint.js';

const person = inventPerson(7);

describe.each(attackKinds)('a photograph on a %s', (kind) => {
  it('is held by hands, and the face of whoever holds it is not drawn', () => {
    const drawn = new Set(heldUp(kind, person).figure.meshes.map((mesh) => mesh.part));
    expect(drawn).toContain(part.hand);
    expect(drawn).toContain(part.clothes);
    expect(drawn).not.toContain(part.skin);
  });

  it('comes up, stays as long as a living visitor, and never looks the same twice', { timeout: 240_000 }, () => {
    const prints = [...holdUp(kind, { shown: person, place: 3, seed: 5 })].map(({ data }) => fingerprint(data));
    expect(prints).toHaveLength(approachFrames + stayFrames);
    expect(new Set(prints).size).toBe(prints.length);
  });
});

it('a living visitor never looks the same twice', { timeout: 240_000 }, () => {
  const prints = [...walkUp(person, 3, 5)].map(({ data }) => fingerprint(data));
  expect(new Set(prints).size).toBe(approachFrames + stayFrames);
});
