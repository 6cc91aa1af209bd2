import { TerminalError } from '../../base/errors.js';
import type { LineReading, LinesReading } from '../domain/line-reading.js';
import type { DoorWiring, LinePlace } from '../ports/door-wiring.js';
import { findLine, lineInfo, listChips } from './chips.js';

/** The GPIO chips of this machine, and how the lines of a door stand. Drives nothing. */
export function readLines({ relay, rex, contact }: Pick<DoorWiring, 'relay' | 'rex' | 'contact'>): LinesReading {
  const chips = listChips();
  const reading = (use: string, place: LinePlace): LineReading => {
    try {
      const found = findLine(place, chips);
      const { name, used, consumer } = lineInfo(found);
      return { use, place: `line ${found.offset} of ${found.chip.label}`, name, used, consumer };
    } catch (error) {
      if (!(error instanceof TerminalError)) throw error;
      return { use, fault: `${error.code}: ${error.message}`, remedy: error.remedy };
    }
  };
  return {
    chips: chips.map(({ label, path, lines }) => `${label} (${path}, ${lines} lines)`),
    lines: Object.entries({ relay, rex, contact }).flatMap(([use, place]) =>
      place === undefined ? [] : [reading(use, place)],
    ),
  };
}
