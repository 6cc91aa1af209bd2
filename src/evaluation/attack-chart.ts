import { type AttackMeasures, frameScores, joinedScores } from './attack-measures.js';
import { type Axis, drawPanels, type Panel } from './chart.js';
import { type TradeOff, tradeOffAt, tradeOffs } from './domain/detection-trade-off.js';
import { normalDeviate } from './domain/normal-deviate.js';

const labelled = [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.95];
const [least, most] = [0.001, 0.95];

/**
 * DET curves of a passive liveness model, a line for each species, by presentation and by frame, as SVG. Down and left is better. The dots
 * are at the bundle's threshold for bona fide.
 */
export function attackChart({ pad, presentations, species }: AttackMeasures): string {
  const joined = joinedScores(presentations);
  const frames = frameScores(presentations);
  const panel = (title: string, live: readonly number[], scoresOf: (kind: string) => readonly number[]): Panel => ({
    title,
    x: deviates('BPCER'),
    y: deviates('APCER'),
    series: species.map((name) => ({
      name,
      points: tradeOffs(live, scoresOf(name)).map(pointOf),
      mark: pointOf(tradeOffAt(pad.bonaFide, live, scoresOf(name))),
    })),
  });
  const panels = [
    panel(`Presentations, mean score of up to ${pad.frames} frames`, joined('live'), joined),
    panel('Single frames', frames('live'), frames),
  ];
  const legend = species.map((name) => `${name} (${joined(name).length} presentations, ${frames(name).length} frames)`);
  return drawPanels(panels, legend);
}

const pointOf = ({ apcer, bpcer }: TradeOff): readonly [number, number] => [bpcer.share, apcer.share];

/** An axis on which normally distributed scores give straight lines; what lies beyond is drawn at its ends. */
function deviates(label: string): Axis {
  const [low, high] = [normalDeviate(least), normalDeviate(most)];
  return {
    label: `${label}, %`,
    ticks: labelled.map((value) => ({ value, text: String(Number((100 * value).toFixed(1))) })),
    position: (value) =>
      Number.isNaN(value) ? undefined : (normalDeviate(Math.min(most, Math.max(least, value))) - low) / (high - low),
  };
}
