import { describe, expect, it } from 'vitest';
import { cast } from '../../../src/demo/cast.js';
import { plannedVisits } from '../../../src/demo/scene.js';

describe('the visits of the demo', () => {
  const [known, strangers] = [cast.slice(0, 5), cast.slice(5, 9)];

  it('are those of the enrolled, of strangers, and of two who hold up a photograph of somebody who may come in', () => {
    const visits = plannedVisits({ known, strangers });
    expect(visits).toHaveLength(11);
    const granted = visits.flatMap(({ expected }) => expected.granted ?? []);
    expect(granted).toEqual(['ada', 'ben', 'cleo', 'dag']);
    const attacks = visits.filter(({ expected }) => expected.attack);
    expect(attacks.map(({ expected }) => expected)).toEqual([
      { name: 'a print of Ada', attack: true },
      { name: 'a phone of Ben', attack: true },
    ]);
    expect(new Set(visits.map(({ visitor }) => visitor.looks)).size).toBe(visits.length);
  });

  it('are without attacks where photographs cannot be drawn', () => {
    const photographed = known.map(({ heldUp: _, ...actor }) => actor);
    expect(plannedVisits({ known: photographed, strangers })).toHaveLength(9);
  });
});
