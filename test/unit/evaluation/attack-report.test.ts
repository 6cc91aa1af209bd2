import { describe, expect, it } from 'vitest';
import type { PresentationClass } from '../../../src/access/domain/judge-presentation.js';
import { attackChart } from '../../../src/evaluation/attack-chart.js';
import { attackMeasures, type MeasuredPresentation } from '../../../src/evaluation/attack-measures.js';
import { attackJson, attackReport } from '../../../src/evaluation/attack-report.js';

const pad = { bonaFide: 1, attack: -1, frames: 5 };

/** Presentations of a kind whose frames all have the same score. */
function shown(
  kind: string,
  outcome: PresentationClass,
  ...scores: readonly number[]
): readonly MeasuredPresentation[] {
  return scores.map((score, i) => ({
    kind,
    name: `${kind}/${outcome}-${i}`,
    outcome,
    looks: 3,
    score,
    short: false,
    scores: [score, score, score],
    unreadable: [],
  }));
}

const silent: MeasuredPresentation = {
  kind: 'phone',
  name: 'phone/dark',
  outcome: 'noResponse',
  looks: 0,
  short: false,
  scores: [],
  unreadable: ['phone/dark/1.jpg'],
};
const single: MeasuredPresentation = {
  ...silent,
  name: 'phone/one.jpg',
  outcome: 'live',
  looks: 1,
  short: true,
  scores: [3],
  unreadable: [],
};
const measures = attackMeasures('pad + detector', pad, [
  ...shown('live', 'live', 2, 3, 4, 5),
  ...shown('live', 'undecided', 0.5),
  ...shown('print', 'attack', -2, -3, -4),
  ...shown('phone', 'attack', -2),
  ...shown('phone', 'undecided', 0),
  silent,
  single,
]);

describe('the report of an evaluation on attacks', () => {
  const text = attackReport(measures);

  it.each([
    ['the set', /^pad \+ detector: 5 bona fide presentations, 7 attacks of 2 species\n/],
    [
      'BPCER, undecided and attack',
      /^BPCER 20\.0 % \(3\.6 to 62\.4\), 1 of 5\n {2}undecided.*20\.0 %.*; attack.*0\.0 %/m,
    ],
    ['APCER by species', /^ +print +0\.0 % \(0\.0 to 56\.2\), 0 of 3 +0\.0 %/m],
    ['live, undecided and silent attacks apart', /^ +phone +33\.3 %.*1 of 3 +66\.7 %.*2 of 3 +25\.0 %.*1 of 4/m],
    ['the worst species', /Worst species: phone, APCER 33\.3 %/],
    ['what was judged on too little', /^1 presentations have fewer good frames/m],
    ['what could not be read', /^Cannot read 1 pictures: phone\/dark\/1\.jpg$/m],
    ['where no face could be used', /^No usable face in phone\/dark$/m],
  ])('tells %s', (_, words) => expect(text).toMatch(words));

  it('is JSON too, with every presentation', () => {
    const json = JSON.parse(JSON.stringify(attackJson(measures)));
    expect(json).toMatchObject({ worst: 'phone', thresholds: pad, bonaFide: { notLive: { hits: 1, of: 5 } } });
    expect(json.presentations).toHaveLength(12);
    expect(json.species[0].sweeps.presentations.atBpcer5).toMatchObject({ threshold: 0.5, apcer: { hits: 1, of: 3 } });
  });
});

describe('its chart', () => {
  const svg = attackChart(measures);

  it('draws a curve and a point for each species, by presentation and by frame', () => {
    expect(svg.match(/<polyline/g)).toHaveLength(4);
    expect(svg.match(/<circle/g)).toHaveLength(4);
    expect(svg).toContain('phone (3 presentations, 7 frames)');
    expect(svg).toMatch(/APCER, %/);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('draws rates of 0 and 1 at the ends of the axes', () => {
    const apart = attackMeasures('a', pad, [...shown('live', 'live', 5, 6), ...shown('print', 'attack', -5, -6)]);
    // From all attacks accepted, over no error at all, to all bona fide refused.
    expect(attackChart(apart)).toMatch(/points="0\.0,0\.0 [^"]*0\.0,420\.0 [^"]*420\.0,420\.0"/);
  });

  it('draws no curve without scores of both kinds', () => {
    const none = attackMeasures('a', pad, [...shown('live', 'live', 5), silent]);
    expect(attackChart(none)).toContain('points=""');
    expect(attackReport(none)).toContain('there is no APCER');
  });
});
