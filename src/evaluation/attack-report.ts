import { type AttackMeasures, frameScores, joinedScores, type MeasuredPresentation } from './attack-measures.js';
import { bonaFide, type SpeciesRates } from './domain/attack-rates.js';
import { type Sweep, sweep } from './domain/detection-trade-off.js';
import { percent, shown } from './domain/rate-words.js';

interface SpeciesSweeps {
  readonly presentations: Sweep | undefined;
  readonly frames: Sweep | undefined;
}

/** For each species, what the scores can do at other thresholds. */
function sweepsOf({ presentations, species }: AttackMeasures): ReadonlyMap<string, SpeciesSweeps> {
  const [joined, frames] = [joinedScores(presentations), frameScores(presentations)];
  return new Map(
    species.map((name) => [
      name,
      { presentations: sweep(joined(bonaFide), joined(name)), frames: sweep(frames(bonaFide), frames(name)) },
    ]),
  );
}

/** The measurements, as JSON. */
export function attackJson(measures: AttackMeasures): unknown {
  const { name, pad, rates, presentations } = measures;
  const sweeps = sweepsOf(measures);
  const species = rates.species.map((one) => ({ ...one, sweeps: sweeps.get(one.species) }));
  return { name, thresholds: pad, ...rates, species, worst: rates.worst?.species, presentations };
}

/** The measurements, as text. */
export function attackReport(measures: AttackMeasures): string {
  const { name, pad, rates, species } = measures;
  const { notLive, undecided, attack, noResponse } = rates.bonaFide;
  const attacks = rates.species.reduce((sum, one) => sum + one.noResponse.of, 0);
  const [latest, live, lowest] = [pad.frames, pad.bonaFide, pad.attack];
  return [
    `${name}: ${noResponse.of} bona fide presentations, ${attacks} attacks of ${species.length} species`,
    `Live from a joined score of ${live}, an attack below ${lowest}, the mean of up to ${latest} good frames`,
    '',
    `BPCER ${shown(notLive)}`,
    `  undecided, to be asked to move: ${shown(undecided)}; attack, to be refused: ${shown(attack)}`,
    `No usable face (BPNRR): ${shown(noResponse)}`,
    '',
    ...atThresholds(measures),
    worstLine(rates.worst),
    '',
    'At the threshold where the BPCER is 5 % at most, and at equal errors:',
    ...byScore(measures),
    '',
    ...notes(measures),
    'In brackets: 95 % limits by Wilson, as if presentations did not depend on each other. Rates are of presentations with a usable face.',
  ].join('\n');
}

function atThresholds({ rates, species }: AttackMeasures): string[] {
  const lines = rates.species.map(({ live, liveOrUndecided, noResponse }) =>
    [live, liveOrUndecided, noResponse].map(shown),
  );
  return table(species, ['APCER', 'live or undecided', 'no usable face'], lines);
}

function byScore(measures: AttackMeasures): string[] {
  const cells = (found: Sweep | undefined) =>
    found === undefined ? ['-', '-'] : [shown(found.atBpcer5.apcer), percent(found.equalError.share)];
  const lines = [...sweepsOf(measures).values()].map(({ presentations, frames }) => [
    ...cells(presentations),
    ...cells(frames),
  ]);
  return table(measures.species, ['presentations: APCER', 'EER', 'frames: APCER', 'EER'], lines);
}

/** A line for each species, under these titles. */
function table(species: readonly string[], titles: readonly string[], lines: readonly (readonly string[])[]): string[] {
  const rows = [['', ...titles], ...lines.map((line, i) => [species[i] as string, ...line])];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] as string).length))) ?? [];
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] as number)).join('  ')}`.trimEnd(),
  );
}

function worstLine(worst: SpeciesRates | undefined): string {
  if (worst === undefined) return 'No attack had a usable face: there is no APCER.';
  return `Worst species: ${worst.species}, APCER ${shown(worst.live)}`;
}

function notes({ presentations }: AttackMeasures): string[] {
  const short = presentations.filter((one) => one.short);
  const unreadable = presentations.flatMap((one) => one.unreadable);
  const silent = presentations.filter(({ outcome }) => outcome === 'noResponse');
  return [
    ...(short.length > 0
      ? [`${short.length} presentations have fewer good frames than the door waits for, and are judged on these`]
      : []),
    ...(unreadable.length > 0 ? [`Cannot read ${unreadable.length} pictures: ${unreadable.join(', ')}`] : []),
    ...(silent.length > 0 ? [`No usable face in ${named(silent)}`] : []),
  ];
}

/** The first few by name. */
function named(presentations: readonly MeasuredPresentation[]): string {
  const names = presentations.map(({ name }) => name);
  return names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
}
