import { type Finding, fail, ok, warn } from './finding.js';

export interface Zone {
  readonly zone: string;
  readonly celsius: number;
}

/** The Pi's firmware throttles the processor from 80 °C, strongly at 85 °C. */
const [hot, tooHot] = [75, 82];

export function judgeTemperature(zones: readonly Zone[]): readonly Finding[] {
  const [hottest] = zones.toSorted((a, b) => b.celsius - a.celsius);
  if (hottest === undefined) return [ok('this machine does not report its temperature')];
  const seen = `${hottest.zone} ${hottest.celsius.toFixed(0)} °C`;
  const remedy = 'Fit a heat sink or improve the air flow, and keep the housing out of the sun.';
  if (hottest.celsius >= tooHot) return [fail(seen, remedy)];
  return [hottest.celsius >= hot ? warn(seen, remedy) : ok(seen)];
}
