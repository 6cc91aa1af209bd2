import { advice } from '../../vision/domain/quality.js';
import { wordsFor } from '../domain/challenge.js';
import { explain } from '../domain/policy.js';
import type { Need, Presentation } from '../domain/presentation.js';
import type { Announcer } from '../ports/announcer.js';

interface Options {
  readonly write: (line: string) => void;
  /** The name to show for a person; the id if names must not be shown. */
  readonly nameOf: (person: string) => string;
  readonly colour: boolean;
}

type Colour = 'green' | 'red' | 'yellow' | 'dim';
const codes: Record<Colour, string> = { green: '32', red: '31', yellow: '33', dim: '2' };

/** The terminal's screen as lines of text. */
export function consoleAnnouncer({ write, nameOf, colour }: Options): Announcer {
  const paint = (c: Colour, text: string): string => (colour ? `\x1b[${codes[c]}m${text}\x1b[0m` : text);
  const line = (p: Presentation, text: string): void => write(`  visitor ${p.id.slice(0, 4)}  ${text}`);
  return {
    arrived: (p) => line(p, 'in front of the camera'),
    pending(p, need) {
      if (need === 'moreFrames' || need === 'pause') return;
      line(p, paint('yellow', told(need)));
    },
    decided(p, decision, facts) {
      const similarity = facts.similarity === undefined ? '' : `  similarity ${facts.similarity.toFixed(3)}`;
      if (decision.kind === 'granted') {
        const time = facts.frameToRelay === undefined ? '' : `  frame to relay ${facts.frameToRelay.toFixed(0)} ms`;
        line(p, `${paint('green', `GRANTED  ${nameOf(decision.person)}`)}${similarity}${time}`);
      } else {
        line(p, `${paint('red', `DENIED   ${explain(decision.reason)}`)}${similarity}`);
      }
    },
    left: (p) => line(p, paint('dim', 'has left')),
  };
}

function told(need: Exclude<Need, 'moreFrames' | 'pause'>): string {
  switch (need) {
    case 'stepAway':
      return 'Please step away and come back.';
    case 'lookStraight':
      return 'Please look at the camera.';
    case 'multipleFaces':
      return 'One person at a time, please.';
    case 'turnLeft':
    case 'turnRight':
    case 'comeNearer':
    case 'blink':
      return wordsFor(need);
    default:
      return advice(need);
  }
}
