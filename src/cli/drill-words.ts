import type { JudgedPresentation } from '../access/domain/judge-presentation.js';
import { attackRates, bonaFide, type Classified } from '../evaluation/domain/attack-rates.js';
import { shown } from '../evaluation/domain/rate-words.js';

/** How a presentation of this kind ended, for the technician. */
export function outcomeWords(kind: string, { outcome, looks, score, by }: JudgedPresentation): string {
  const facts = `${looks} frames${score === undefined ? '' : `, score ${score.toFixed(2)}`}`;
  switch (outcome) {
    case 'live':
      return `found live (${facts})${kind === bonaFide ? '' : ': THIS ATTACK WOULD NOT BE NOTICED'}`;
    case 'undecided':
      return `undecided: the door would ask for a movement (${facts})`;
    case 'attack':
      return `found to be an attack by ${by} (${facts})${kind === bonaFide ? ': this visitor would be refused' : ''}`;
    case 'noResponse':
      return 'no usable face';
    default:
      return outcome satisfies never;
  }
}

/** The rates of a drill, and whether it is passed. @param faults why not; empty if it is */
export function conclusion(classified: readonly Classified[], faults: readonly string[]): string {
  const { bonaFide: visits, species, worst } = attackRates(classified);
  return [
    '',
    `BPCER ${shown(visits.notLive)}; no usable face ${shown(visits.noResponse)}`,
    ...species.map(
      ({ species: name, live, liveOrUndecided, noResponse }) =>
        `${name}: APCER ${shown(live)}; live or undecided ${shown(liveOrUndecided)}; no usable face ${shown(noResponse)}`,
    ),
    ...(worst === undefined ? [] : [`Worst species: ${worst.species}`]),
    'In brackets: 95 % limits by Wilson. Rates are of presentations with a usable face.',
    faults.length === 0 ? 'Passed, and recorded in the audit log.' : 'Not passed, and recorded in the audit log:',
    ...faults.map((fault) => `  ${fault}`),
  ].join('\n');
}
